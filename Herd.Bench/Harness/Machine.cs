using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using Herd.Bench.Processes;
using Herd.Node.Hosting;

namespace Herd.Bench.Harness;

/// <summary>The machine and software of a run. The commit is that of the built clone; empty outside a clone.</summary>
internal sealed record Machine(
    string Processor,
    int Cores,
    double MemoryGiB,
    string System,
    string Runtime,
    string Akka,
    string GarbageCollector,
    string Compilation,
    string Commit,
    string Date)
{
    public static Machine Describe() => new(
        ProcessorModel(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        AkkaVersion.Text,
        GCSettings.IsServerGC ? "server" : "workstation, concurrent",
        NodeProcess.IsAheadOfTime ? "nodes compiled ahead of time" : "nodes compiled as they run",
        CommitOf(AppContext.BaseDirectory),
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} logical processors, {MemoryGiB:0.#} GiB; {System}; {Runtime}, {GarbageCollector} GC, {Akka}, {Compilation}; {(Commit.Length > 0 ? $"commit {Commit}, " : "")}{Date}. The load generator is on the same machine.");

    private static string ProcessorModel() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':', 2)[^1].Trim()
            : "unknown processor";

    /// <summary>Ends in <c>-dirty</c> if the working tree has changes.</summary>
    private static string CommitOf(string folder)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, "describe", "--always", "--dirty", "--exclude=*"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            return git.StandardOutput.ReadToEnd().Trim();
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}

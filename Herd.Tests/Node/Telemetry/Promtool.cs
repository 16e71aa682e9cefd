using System.Diagnostics;
using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Node.Telemetry;

/// <summary>Prometheus' own tool.</summary>
internal static class Promtool
{
    public const string Name = "promtool";

    /// <summary>Looks for what is wrong with metrics.</summary>
    /// <returns>The exit code, and what it says.</returns>
    public static async Task<(int ExitCode, string Output)> CheckAsync(string metrics)
    {
        using var process = Process.Start(new ProcessStartInfo(Name, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(metrics);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}

/// <summary>A test that needs <see cref="Promtool"/>: where it isn't installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPromtoolAttribute : FactAttribute
{
    public FactWithPromtoolAttribute() => Skip = InstalledProgram.Exists(Promtool.Name) ? null : InstalledProgram.Missing(Promtool.Name);
}

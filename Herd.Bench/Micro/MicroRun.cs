using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Herd.Actors.Protocol;

namespace Herd.Bench.Micro;

internal static class MicroRun
{
    private static readonly Type[] Benchmarks = [typeof(ParserBenchmark), typeof(RegistryBenchmark), typeof(LargeTableBenchmark), typeof(MoveBenchmark), typeof(WhereaboutsBenchmark), typeof(LinkBenchmark)];

    /// <param name="filter">Which benchmarks, e.g. <c>*Parser*</c>.</param>
    public static int Run(string filter)
    {
        // In this process: no project is generated and built for each benchmark.
        var config = ManualConfig.CreateMinimumViable()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        var summaries = BenchmarkSwitcher.FromTypes(Benchmarks).Run(["--filter", filter], config).ToList();
        return summaries.Count > 0 && summaries.TrueForAll(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}

internal static class Frames
{
    /// <summary>A frame as a node renders it. Time in POSIX seconds; location in ISO 6709; a sequence of 0 leaves it unstamped.</summary>
    public static byte[] Render(int client, long time, ulong sequence, string location = "+34.068930-118.445127")
    {
        var line = Encoding.ASCII.GetBytes($"IAMAT mover-0-{client:D9} {location} {time}.959498503");
        var frame = new byte[UpdateFrame.MaxLength(7, line.Length)];
        var length = UpdateFrame.Write(frame, "Goloman"u8, line, CommandParser.Parse(line), new PosixTime(time + 1, 0));
        if (sequence > 0)
            UpdateFrame.WriteStamp(frame, 1, sequence);
        return frame[..length];
    }

    public static string Location(double latitude, double longitude) =>
        string.Create(CultureInfo.InvariantCulture, $"{latitude:+00.000000;-00.000000}{longitude:+000.000000;-000.000000}");
}

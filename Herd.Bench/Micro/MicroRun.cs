using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Herd.Bench.Micro;

/// <summary>The pieces of the hot path, alone.</summary>
internal static class MicroRun
{
    private static readonly Type[] Benchmarks = [typeof(ParserBenchmark), typeof(RegistryBenchmark), typeof(LargeTableBenchmark), typeof(MoveBenchmark), typeof(WhereaboutsBenchmark), typeof(LinkBenchmark)];

    /// <param name="filter">Which benchmarks, as in <c>*Parser*</c>.</param>
    /// <returns>The exit code: 0 if all that were asked for ran.</returns>
    public static int Run(string filter)
    {
        // In this process: the projects that would be generated and built for each benchmark know nothing of the choice of
        // the Akka runtime.
        var config = ManualConfig.CreateMinimumViable()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        var summaries = BenchmarkSwitcher.FromTypes(Benchmarks).Run(["--filter", filter], config).ToList();
        return summaries.Count > 0 && summaries.TrueForAll(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}

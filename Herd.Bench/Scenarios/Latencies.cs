using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

/// <summary>A rate and its latencies as readings.</summary>
internal static class Latencies
{
    public static IEnumerable<Reading> Of(string what, string unit, double perSecond, LatencyHistogram latency) =>
        [new Measurement(what, unit, Better.Higher).Is(perSecond), .. Of(what, latency)];

    public static IEnumerable<Reading> Of(string what, LatencyHistogram latency) =>
    [
        new Measurement($"{what}, p50", "ms", Better.Lower).Is(latency.Percentile(0.5)),
        new Measurement($"{what}, p99", "ms", Better.Lower).Is(latency.Percentile(0.99)),
        new Measurement($"{what}, p99.9", "ms", Better.Lower).Is(latency.Percentile(0.999)),
    ];
}

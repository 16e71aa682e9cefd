using System.Diagnostics;
using HdrHistogram;

namespace Herd.Bench.Load;

/// <summary>Histograms of durations: nanoseconds up to an hour, within 1 %. A histogram is not thread-safe.</summary>
internal static class Latency
{
    private const long Longest = 3_600_000_000_000;

    /// <summary>Takes 18 kB, so a thousand connections can have one each.</summary>
    public static IntHistogram NewHistogram() => new(Longest, 2);

    public static void RecordSince(this HistogramBase histogram, long since) =>
        histogram.RecordValue(Math.Min(Longest, (long)Stopwatch.GetElapsedTime(since).TotalNanoseconds));

    /// <summary>Milliseconds; NaN if nothing was recorded.</summary>
    public static double Percentile(this HistogramBase histogram, double percent) =>
        histogram.TotalCount == 0 ? double.NaN : histogram.GetValueAtPercentile(percent) / 1e6;

    /// <summary>Runs loops in parallel and sums up their values. Each gets its start and end timestamps.</summary>
    public static async Task<(double PerSecond, HistogramBase Latency)> MeasureAsync(
        IEnumerable<Func<long, long, Task<IntHistogram>>> loops, TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        var sum = NewHistogram();
        var start = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var runs = loops.Select(loop => Task.Run(() => loop(start, end), CancellationToken.None)).ToList();
        foreach (var histogram in await Task.WhenAll(runs).ConfigureAwait(false))
            sum.Add(histogram);
        cancel.ThrowIfCancellationRequested();
        return (sum.TotalCount / duration.TotalSeconds, sum);
    }
}

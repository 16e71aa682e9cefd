using System.Diagnostics;
using HdrHistogram;

namespace Herd.Bench.Load;

/// <summary>Histograms of durations: nanoseconds up to an hour, told within 1 %. A histogram is one thread's at a time.</summary>
internal static class Latency
{
    private const long Longest = 3_600_000_000_000;

    /// <summary>With 18 kB: a thousand connections have one each.</summary>
    public static IntHistogram NewHistogram() => new(Longest, 2);

    /// <param name="since">As <see cref="Stopwatch.GetTimestamp"/> gave it.</param>
    public static void RecordSince(this HistogramBase histogram, long since) =>
        histogram.RecordValue(Math.Min(Longest, (long)Stopwatch.GetElapsedTime(since).TotalNanoseconds));

    /// <summary>What so many per cent of the durations don't exceed, in milliseconds; NaN without any.</summary>
    public static double Percentile(this HistogramBase histogram, double percent) =>
        histogram.TotalCount == 0 ? double.NaN : histogram.GetValueAtPercentile(percent) / 1e6;

    /// <summary>Runs loops on tasks of their own, and sums up what they give: at least a value each, however slow all is.</summary>
    /// <param name="loops">Each gets when to begin to count and when to end, as timestamps.</param>
    /// <returns>Values per second, and their histogram.</returns>
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

using Herd.Bench.Load;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.99, 0.99)]
    [InlineData(0.999, 0.999)]
    [InlineData(1, 1)]
    public void A_percentile_is_within_a_64th_of_the_true_one(double part, double expectedMilliseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var nanoseconds in Enumerable.Range(1, 1_000_000).OrderBy(value => value * 7919L % 1_000_003))
            histogram.Record(nanoseconds);

        Assert.Equal(1_000_000, histogram.Count);
        Assert.InRange(histogram.Percentile(part), expectedMilliseconds, expectedMilliseconds * 65 / 64);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1_000_000_000)]
    [InlineData(long.MaxValue)]
    public void A_value_is_told_within_a_64th_and_never_too_small(long nanoseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(nanoseconds);

        var told = histogram.Percentile(0.5) * 1e6;
        Assert.InRange(told, nanoseconds * (1 - 1e-12), (nanoseconds * (65.0 / 64)) + 1e-9);
    }

    [Fact]
    public void Small_values_are_told_apart()
    {
        var histogram = new LatencyHistogram();
        for (var value = 0; value < 128; value++)
            histogram.Record(value);

        Assert.Equal(63, histogram.Percentile(0.5) * 1e6, 6);
        Assert.Equal(127, histogram.Percentile(1) * 1e6, 6);
    }

    [Fact]
    public void A_sum_of_histograms_holds_the_samples_of_all()
    {
        var (fast, slow) = (new LatencyHistogram(), new LatencyHistogram());
        for (var sample = 0; sample < 90; sample++)
            fast.Record(10);
        for (var sample = 0; sample < 10; sample++)
            slow.Record(50);
        fast.Add(slow);

        Assert.Equal(100, fast.Count);
        Assert.Equal(10, fast.Percentile(0.9) * 1e6, 6);
        Assert.Equal(50, fast.Percentile(0.91) * 1e6, 6);
    }

    [Fact]
    public void Without_samples_there_is_no_percentile() => Assert.Equal(double.NaN, new LatencyHistogram().Percentile(0.5));
}

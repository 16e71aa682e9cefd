using Herd.Bench.Load;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class LatencyTests
{
    [Theory]
    [InlineData(50, 0.5)]
    [InlineData(99, 0.99)]
    [InlineData(99.9, 0.999)]
    [InlineData(100, 1)]
    public void A_percentile_is_told_in_milliseconds_within_a_hundredth(double percent, double milliseconds)
    {
        var histogram = Latency.NewHistogram();
        for (var nanoseconds = 1; nanoseconds <= 1_000_000; nanoseconds++)
            histogram.RecordValue(nanoseconds);

        Assert.InRange(histogram.Percentile(percent), milliseconds * 0.99, milliseconds * 1.01);
    }

    [Fact]
    public void What_takes_longer_than_an_hour_counts_as_an_hour()
    {
        var histogram = Latency.NewHistogram();
        histogram.RecordSince(long.MinValue / 4);

        Assert.InRange(histogram.Percentile(100), 3_564_000, 3_636_000);
    }

    [Fact]
    public void Without_values_there_is_no_percentile() => Assert.Equal(double.NaN, Latency.NewHistogram().Percentile(50));
}

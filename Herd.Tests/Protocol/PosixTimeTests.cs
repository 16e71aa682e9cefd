using System.Globalization;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class PosixTimeTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("-0", 0, 0)]
    [InlineData("-0.0", 0, 0)]
    [InlineData("5", 5, 0)]
    [InlineData("0005", 5, 0)]
    [InlineData("1621464827.959498503", 1621464827, 959498503)]
    [InlineData("1.5", 1, 500_000_000)]
    [InlineData("1.000000001", 1, 1)]
    [InlineData("-1", -1, 0)]
    [InlineData("-0.5", -1, 500_000_000)]
    [InlineData("-0.25", -1, 750_000_000)]
    [InlineData("-1.25", -2, 750_000_000)]
    [InlineData("1.9999999999999", 1, 999_999_999)]
    [InlineData("-0.0000000009", 0, 0)]
    [InlineData("-1.0000000019", -2, 999_999_999)]
    [InlineData("1000000000000000000", 1_000_000_000_000_000_000, 0)]
    [InlineData("-1000000000000000000.000", -1_000_000_000_000_000_000, 0)]
    [InlineData("000000000000000000000000000000000000000000000007.5", 7, 500_000_000)]
    public void A_time_is_kept_to_the_nanosecond_and_what_is_finer_is_cut_off(string text, long seconds, int nanoseconds)
    {
        Assert.True(PosixTime.TryParse(Bytes.Of(text), out var time));
        Assert.Equal(new PosixTime(seconds, nanoseconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("+1")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("-5.")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1.-2")]
    [InlineData("1e9")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("0x1")]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData("1.5x")]
    [InlineData("1000000000000000001")]
    [InlineData("1000000000000000000.000000000000001")]
    [InlineData("1000000000000000009")]
    [InlineData("9223372036854775808")]
    [InlineData("9991234567890123456.5")]
    [InlineData("10000000000000000005")]
    [InlineData("-18446744073709551617")]
    [InlineData("18446744073709551617")]
    [InlineData("-1000000000000000000.1")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void Any_other_time_is_refused(string text)
    {
        Assert.False(PosixTime.TryParse(Bytes.Of(text), out _));
    }

    [Fact]
    public void Times_are_ordered_as_moments()
    {
        string[] ascending = ["-1.5", "-1", "-0.999999999", "-0.5", "0", "0.000000001", "0.5", "1", "1.5"];
        var times = ascending.Select(text => PosixTime.TryParse(Bytes.Of(text), out var time) ? time : default).ToArray();
        Assert.Equal(times, times.Order());
        Assert.Equal(times.Length, times.Distinct().Count());
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("1970-01-01T00:00:01.5Z", 1, 500_000_000)]
    [InlineData("1969-12-31T23:59:59.75Z", -1, 750_000_000)]
    [InlineData("1969-12-31T23:59:58Z", -2, 0)]
    [InlineData("2026-01-01T01:00:00.0000001+01:00", 1_767_225_600, 100)]
    public void A_moment_of_the_clock_is_a_time(string moment, long seconds, int nanoseconds) =>
        Assert.Equal(new PosixTime(seconds, nanoseconds), PosixTime.From(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.25, 5, 750_000_000)]
    [InlineData(0.4999999, 5, 999_999_900)]
    [InlineData(0.5, 6, 0)]
    [InlineData(0.75, 6, 250_000_000)]
    [InlineData(3, 8, 500_000_000)]
    public void A_duration_is_added_with_its_carry(double duration, long seconds, int nanoseconds) =>
        Assert.Equal(new PosixTime(seconds, nanoseconds), new PosixTime(5, 500_000_000).Plus(TimeSpan.FromSeconds(duration)));

    [Theory]
    [InlineData(1, 0, 1, 0, 0)]
    [InlineData(1, 0, 1, 1, -1)]
    [InlineData(-2, 999_999_999, -1, 0, -1)]
    [InlineData(2, 0, 1, 999_999_999, 1)]
    public void Times_are_compared_by_seconds_and_then_by_nanoseconds(long seconds, int nanoseconds, long otherSeconds, int otherNanoseconds, int order)
    {
        var (one, other) = (new PosixTime(seconds, nanoseconds), new PosixTime(otherSeconds, otherNanoseconds));

        Assert.Equal(
            (order < 0, order <= 0, order > 0, order >= 0),
            (one < other, one <= other, one > other, one >= other));
        Assert.Equal(order, one.CompareTo(other));
    }
}

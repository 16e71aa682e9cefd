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
}

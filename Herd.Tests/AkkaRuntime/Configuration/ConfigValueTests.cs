using Akka.Configuration;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Configuration;

public class ConfigValueTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("250 millis", 0.25)]
    [InlineData("500", 0.5)]
    [InlineData("3s", 3)]
    [InlineData("1.5 seconds", 1.5)]
    [InlineData("\"3 s\"", 3)]
    [InlineData("2m", 120)]
    [InlineData("1 minute", 60)]
    [InlineData("1h", 3600)]
    [InlineData("2 hours", 7200)]
    [InlineData("1 day", 86400)]
    [InlineData("0s", 0)]
    public void A_duration_is_a_number_with_a_unit(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Parse(text).GetTimeSpan("a"));
    }

    [Fact]
    public void A_duration_may_be_infinite_where_that_is_allowed()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, Parse("infinite").GetTimeSpan("a"));
        Assert.Throws<FormatException>(() => Parse("infinite").GetTimeSpan("a", allowInfinite: false));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("3 fortnights")]
    [InlineData("-3s")]
    public void What_is_no_duration_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => Parse(text).GetTimeSpan("a"));
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("512b", 512)]
    [InlineData("512 bytes", 512)]
    [InlineData("8kB", 8_000)]
    [InlineData("8k", 8_192)]
    [InlineData("8KiB", 8_192)]
    [InlineData("8 kibibytes", 8_192)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("2MiB", 2_097_152)]
    [InlineData("2m", 2_097_152)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("1 terabyte", 1_000_000_000_000)]
    public void A_size_is_a_whole_number_with_a_unit(string text, long bytes)
    {
        Assert.Equal(bytes, Parse(text).GetByteSize("a", null));
    }

    [Fact]
    public void What_is_no_size_is_refused()
    {
        Assert.Throws<FormatException>(() => Parse("8 sheep").GetByteSize("a", null));
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void A_switch_is_on_or_off(string text, bool expected)
    {
        Assert.Equal(expected, Parse(text).GetBoolean("a", !expected));
    }

    [Fact]
    public void What_is_no_switch_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => Parse("maybe").GetBoolean("a"));
    }

    [Fact]
    public void Numbers_are_read_in_the_invariant_culture()
    {
        Assert.Equal(-12, Parse("-12").GetInt("a"));
        Assert.Equal(5_000_000_000, Parse("5000000000").GetLong("a"));
        Assert.Equal(1.5f, Parse("1.5").GetFloat("a"));
        Assert.Equal(-118.445127, Parse("-118.445127").GetDouble("a"));
        Assert.Equal(0.1m, Parse("0.1").GetDecimal("a"));
        Assert.Equal([0.5, 1], Parse("[0.5, 1]").GetDoubleList("a"));
        Assert.Equal([true, false], Parse("[on, off]").GetBooleanList("a"));
        Assert.Equal(["a", "b c"], Parse("[a, b c]").GetStringList("a"));
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        Assert.Throws<FormatException>(() => Parse("many").GetInt("a"));
        Assert.Throws<FormatException>(() => Parse("1.5").GetInt("a"));
        Assert.Throws<FormatException>(() => Parse("far").GetDouble("a"));
    }

    [Fact]
    public void Null_is_there_but_has_no_text()
    {
        var config = Parse("null");

        Assert.True(config.HasPath("a"));
        Assert.Null(config.GetString("a", "default"));
    }

    [Fact]
    public void What_is_not_there_is_its_default()
    {
        var config = Parse("1");

        Assert.False(config.HasPath("b"));
        Assert.Null(config.GetValue("b"));
        Assert.Null(config.GetConfig("b"));
        Assert.Null(config.GetString("b"));
        Assert.Equal("x", config.GetString("b", "x"));
        Assert.True(config.GetBoolean("b", true));
        Assert.Equal(3, config.GetInt("b", 3));
        Assert.Equal(3L, config.GetLong("b", 3));
        Assert.Equal(3.5, config.GetDouble("b", 3.5));
        Assert.Equal(64, config.GetByteSize("b", 64));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("b", TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.Zero, config.GetTimeSpan("b"));
        Assert.Empty(config.GetStringList("b"));
        Assert.Equal(["x"], config.GetStringList("b", ["x"]));
    }

    private static Config Parse(string value) => ConfigurationFactory.ParseString("a = " + value);
}

using Xunit;

namespace Herd.Tests.Node.Settings;

public class SettingsBoundsTests : SettingsTestBase
{
    /// <summary>Setting, one below, minimum, maximum, one above, and other settings that it needs.</summary>
    public static TheoryData<string, string, string, string, string, string> Bounds => new()
    {
        { "nodes.Ada.client-port", "-1", "0", "65535", "65536", "" },
        { "nodes.Ada.link-port", "-1", "0", "65535", "65536", "" },
        { "nodes.Ada.cluster-port", "-1", "0", "65535", "65536", "" },
        { "nodes.Ada.http-port", "-1", "0", "65535", "65536", "" },
        { "client.max-line-length", "63B", "64B", "512KiB", "524289B", "" },
        { "client.unknown-client-grace", "-1ms", "0ms", "60s", "60001ms", "" },
        { "client.max-connections", "0", "1", "10000000", "10000001", "" },
        { "client.max-connections-per-address", "0", "1", "10000000", "10000001", "" },
        { "client.idle-timeout", "-1ms", "0ms", "24h", "86400001ms", "" },
        { "client.max-id-length", "0B", "1B", "64KiB", "65537B", "" },
        { "client.max-ahead", "-1ms", "0ms", "876000h", "3153600000001ms", "" },
        { "link.dead-after", "99ms", "100ms", "1h", "3600001ms", "" },
        { "link.max-pending-bytes", "65535B", "64KiB", "4GiB", "4294967297B", "" },
        { "link.backoff.min", "0ms", "1ms", "1h", "3600001ms", "herd.link.backoff.max = 1h" },
        { "link.backoff.max", "0ms", "1ms", "1h", "3600001ms", "herd.link.backoff.min = 1ms" },
        { "locations.max-count", "-1", "0", "2147483647", "2147483648", "" },
        { "locations.max-memory", "-1", "0B", "1024GiB", "1099511627777B", "" },
        { "locations.expire-after", "-1ms", "0ms", "876000h", "3153600000001ms", "" },
        { "locations.forget-for", "999ms", "1s", "876000h", "3153600000001ms", "" },
        { "stream.max-readers", "0", "1", "1000000", "1000001", "" },
        { "places.google.timeout", "9ms", "10ms", "5m", "300001ms", "" },
        { "places.google.max-pending", "0", "1", "1000000", "1000001", "" },
        { "places.google.max-failures", "0", "1", "1000000", "1000001", "" },
        { "places.google.reset-timeout", "9ms", "10ms", "1h", "3600001ms", "" },
        { "telemetry.trace-ratio", "-0.001", "0", "1", "1.001", "" },
        { "log.max-size", "65535B", "64KiB", "1024GiB", "1099511627777B", "" },
        { "log.max-files", "0", "1", "1000", "1001", "" },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Bounds_are_taken_and_what_is_beyond_is_refused(
        string setting, string below, string least, string greatest, string above, string others)
    {
        foreach (var value in new[] { least, greatest })
            Load($"{Pair}{others}\nherd.{setting} = {value}");
        foreach (var value in new[] { below, above })
            Assert.StartsWith($"test.conf: herd.{setting}: expected ", Refusal($"{Pair}{others}\nherd.{setting} = {value}"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_backoff_may_be_as_short_as_the_first_and_no_shorter()
    {
        var link = Load(Pair + "herd.link.backoff { min = 2s, max = 2s }").Link;
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)), (link.MinBackoff, link.MaxBackoff));

        Assert.StartsWith("test.conf: herd.link.backoff.max: ", Refusal(Pair + "herd.link.backoff { min = 2s, max = 1999ms }"), StringComparison.Ordinal);
    }

    /// <summary>A link's hello must be able to carry it.</summary>
    [Theory]
    [InlineData("\u7fa4", 85, true)]
    [InlineData("\u7fa4", 86, false)]
    [InlineData("\\u0007", 1, false)]
    public void A_herds_name_has_at_most_255_bytes_and_no_control_characters(string character, int count, bool isName)
    {
        var herd = $"{Pair}herd.name = \"{string.Concat(Enumerable.Repeat(character, count))}\"";
        if (isName)
            Assert.Equal(count, Load(herd).Name.Length);
        else
            Assert.StartsWith("test.conf: herd.name: ", Refusal(herd), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(0, false)]
    [InlineData(101, false)]
    public void A_herds_name_has_1_to_100_characters(int length, bool isName)
    {
        var herd = $"{Pair}herd.name = \"{new string('x', length)}\"";
        if (isName)
            Assert.Equal(length, Load(herd).Name.Length);
        else
            Assert.StartsWith("test.conf: herd.name: ", Refusal(herd), StringComparison.Ordinal);
    }
}

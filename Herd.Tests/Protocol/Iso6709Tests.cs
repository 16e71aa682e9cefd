using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class Iso6709Tests
{
    [Theory]
    [InlineData("+34.068930-118.445127", 34.068930, -118.445127)]
    [InlineData("-00.1+000.1", -0.1, 0.1)]
    [InlineData("+0+0", 0, 0)]
    [InlineData("-0-0", 0, 0)]
    [InlineData("+9-9", 9, -9)]
    [InlineData("+12+12", 12, 12)]
    [InlineData("+90+180", 90, 180)]
    [InlineData("-90.000-180.0000", -90, -180)]
    [InlineData("+89.99999999999999999999999+179.9999999999999999999", 90, 180)]
    public void A_location_in_decimal_degrees_is_read(string text, double latitude, double longitude)
    {
        var bytes = Bytes.Of(text);
        Assert.True(Iso6709.IsValid(bytes));
        Assert.True(Iso6709.TryParse(bytes, out var lat, out var lon));
        Assert.Equal(latitude, lat);
        Assert.Equal(longitude, lon);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+1")]
    [InlineData("+1+")]
    [InlineData("1+1")]
    [InlineData("+1 +1")]
    [InlineData("1.0-1.0")]
    [InlineData("+1,1")]
    [InlineData("+1.+1")]
    [InlineData("+1+1.")]
    [InlineData("+.5+1")]
    [InlineData("+1+.5")]
    [InlineData("++1+1")]
    [InlineData("+1+1+1")]
    [InlineData("+1+1/")]
    [InlineData("+001+1")]
    [InlineData("+1+0001")]
    [InlineData("+91+1")]
    [InlineData("+1-181")]
    [InlineData("+90.0000000000000000000000000000000001+1")]
    [InlineData("+1+180.0000000000000000000000000000000001")]
    [InlineData("+1e1+1")]
    [InlineData("+1.5.5+1")]
    [InlineData("+nan+nan")]
    [InlineData("+3404.1-11826.7")]
    [InlineData("\x2D\x31\xB11")]
    public void Any_other_location_is_refused(string text)
    {
        var bytes = Bytes.Of(text);
        Assert.False(Iso6709.IsValid(bytes));
        Assert.False(Iso6709.TryParse(bytes, out _, out _));
        Assert.NotEqual(CommandKind.IAmAt, CommandParser.Parse(Bytes.Of($"IAMAT kiwi {text} 1621464827.959498503")).Kind);
    }
}

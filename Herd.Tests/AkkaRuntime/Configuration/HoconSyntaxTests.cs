using Akka.Configuration;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Configuration;

public class HoconSyntaxTests
{
    [Theory]
    [InlineData("a = 1")]
    [InlineData("a : 1")]
    [InlineData("a=1")]
    [InlineData("{ a = 1 }")]
    [InlineData("{ \"a\": 1 }")]
    [InlineData("\n\n  a\t=\t1  \n")]
    [InlineData("a =\n  1")]
    [InlineData("# first\na = 1 # then\n// last")]
    [InlineData("a = 2\na = 1")]
    [InlineData("a { b = 3 }\na = 1")]
    public void A_setting_can_be_written_in_many_ways(string hocon)
    {
        Assert.Equal(1, ConfigurationFactory.ParseString(hocon).GetInt("a"));
    }

    [Theory]
    [InlineData("a { b { c = 7 } }")]
    [InlineData("a.b.c = 7")]
    [InlineData("a.b { c = 7 }")]
    [InlineData("a { b.c = 7 }")]
    [InlineData("a = { b = { c = 7 } }")]
    [InlineData("a { b { x = 1 } }\na.b.c = 7")]
    [InlineData("a { b { c = 1 } }\na { b { c = 7 } }")]
    [InlineData("{\"a\": {\"b\": {\"c\": 7}}}")]
    [InlineData("a { x = 1, b { c = 7 }\n y = 2 }")]
    public void Sections_nest_and_merge(string hocon)
    {
        Assert.Equal(7, ConfigurationFactory.ParseString(hocon).GetInt("a.b.c"));
    }

    [Fact]
    public void Merged_sections_keep_what_only_one_of_them_has()
    {
        var config = ConfigurationFactory.ParseString("a { x = 1, y = 1 }\na { y = 2, z = 2 }");

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
        Assert.Equal(2, config.GetInt("a.z"));
    }

    [Theory]
    [InlineData("hosts { \"a.example\" { port = 5 } }")]
    [InlineData("hosts.\"a.example\".port = 5")]
    public void A_quoted_key_may_hold_dots(string hocon)
    {
        var config = ConfigurationFactory.ParseString(hocon);

        Assert.Equal(5, config.GetInt("hosts.\"a.example\".port"));
        Assert.False(config.HasPath("hosts.a.example.port"));
    }

    [Theory]
    [InlineData("a = plain", "plain")]
    [InlineData("a = two words ", "two words")]
    [InlineData("a = \"quoted = {text} # here\"", "quoted = {text} # here")]
    [InlineData("a = \"tab\\tquote\\\" back\\\\ \\u00e9\"", "tab\tquote\" back\\ é")]
    [InlineData("a = \"\"\"raw \\t \"text\" \"\"\"", "raw \\t \"text\"")]
    [InlineData("a = \"\"\"two\nlines\"\"\"", "two\nlines")]
    [InlineData("a = one \"two\" three", "one two three")]
    [InlineData("a = /some/path-1.2", "/some/path-1.2")]
    [InlineData("a = 127.0.0.1", "127.0.0.1")]
    [InlineData("a = +34.068930-118.445127", "+34.068930-118.445127")]
    [InlineData("a = text // and a comment", "text")]
    public void Texts_are_quoted_unquoted_or_put_together(string hocon, string expected)
    {
        Assert.Equal(expected, ConfigurationFactory.ParseString(hocon).GetString("a"));
    }

    [Theory]
    [InlineData("a = [1, 2, 3]")]
    [InlineData("a = [1, 2, 3,]")]
    [InlineData("a = [\n  1\n  2 # two\n  3\n]")]
    [InlineData("a = [1, 2] [3]")]
    [InlineData("a = [9]\na = [1, 2, 3]")]
    public void Lists_are_separated_by_commas_or_lines(string hocon)
    {
        Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString(hocon).GetIntList("a"));
    }

    [Fact]
    public void Lists_hold_lists()
    {
        var config = ConfigurationFactory.ParseString("links = [[Goloman, Hands],\n  [Hands, Wilkes]\n]");

        var links = config.GetValue("links")!.GetArray().Select(link => string.Join("-", link.GetStringList()));

        Assert.Equal(["Goloman-Hands", "Hands-Wilkes"], links);
    }

    [Fact]
    public void Lists_hold_sections()
    {
        var config = ConfigurationFactory.ParseString("nodes = [{ name = a, port = 1 }, { name = b, port = 2 }]");

        var ports = config.GetValue("nodes")!.GetArray().Select(node => node.GetObject()!.GetKey("port")!.GetInt());

        Assert.Equal([1, 2], ports);
    }

    [Theory]
    [InlineData("a { x = 1 }, b = 2")]
    [InlineData("a = \"\\q\"")]
    [InlineData("a = ${nowhere}")]
    [InlineData("a = 1\n, b = 2")]
    [InlineData("a = 1\n& = 2")]
    public void What_is_not_hocon_is_refused(string hocon)
    {
        Assert.ThrowsAny<FormatException>(() => ConfigurationFactory.ParseString(hocon));
    }

    [Theory]
    [InlineData("a = http://somewhere")]
    [InlineData("a = b=c")]
    public void An_unquoted_text_cannot_hold_an_assignment(string hocon)
    {
        Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString(hocon));
    }
}

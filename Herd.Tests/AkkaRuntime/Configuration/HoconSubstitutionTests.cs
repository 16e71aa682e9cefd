using Akka.Configuration;
using Akka.Configuration.Hocon;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Configuration;

public class HoconSubstitutionTests
{
    [Theory]
    [InlineData("b = text\na = ${b}", "text")]
    [InlineData("a = ${b}\nb = text", "text")]
    [InlineData("b { c = text }\na = ${b.c}", "text")]
    [InlineData("b = ${c}\nc = text\na = ${b}", "text")]
    [InlineData("b = text\na = some ${b} here", "some text here")]
    [InlineData("b = data\na = ${b}/log", "data/log")]
    [InlineData("b = 1\nb = 2\na = ${b}", "2")]
    public void A_substitution_stands_for_the_final_value_of_its_path(string hocon, string expected)
    {
        Assert.Equal(expected, ConfigurationFactory.ParseString(hocon).GetString("a"));
    }

    [Fact]
    public void A_substitution_may_be_a_section_or_a_list()
    {
        var config = ConfigurationFactory.ParseString("b { x = 1 }\nc = [1, 2]\na = ${b}\nd = ${c}");

        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal([1, 2], config.GetIntList("d"));
    }

    [Fact]
    public void An_include_is_answered_by_the_callback()
    {
        var config = ConfigurationFactory.ParseString("herd { name = x\n include \"links.conf\"\n }", Files);

        Assert.Equal("x", config.GetString("herd.name"));
        Assert.Equal(["Goloman", "Hands"], config.GetStringList("herd.links"));
    }

    [Fact]
    public void What_comes_after_an_include_overrides_it_and_what_came_before_does_not()
    {
        var config = ConfigurationFactory.ParseString("a = 1\nb { x = 1 }\ninclude \"ab.conf\"\nc = 3", Files);

        Assert.Equal(2, config.GetInt("a"));
        Assert.Equal(1, config.GetInt("b.x"));
        Assert.Equal(2, config.GetInt("b.y"));
        Assert.Equal(3, config.GetInt("c"));
    }

    [Fact]
    public void Substitutions_of_an_included_text_are_relative_to_where_it_is_included()
    {
        var config = ConfigurationFactory.ParseString("base = 2\nlow { include \"sub.conf\" }", Files);

        Assert.Equal(1, config.GetInt("low.twice"));
    }

    private static HoconRoot Files(string name) => Parser.Parse(name switch
    {
        "links.conf" => "links = [Goloman, Hands]",
        "ab.conf" => "a = 2\nb { y = 2 }\nc = 2",
        "sub.conf" => "base = 1\ntwice = ${base}",
        _ => throw new FileNotFoundException(name),
    }, Files);
}

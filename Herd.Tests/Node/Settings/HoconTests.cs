using Xunit;

namespace Herd.Tests.Node.Settings;

/// <summary>Invalid HOCON, most of which Akka's parser accepts silently.</summary>
public class HoconTests : SettingsTestBase
{
    [Theory]
    [InlineData("herd {\n  name = x\n", "line 1: '{' isn't closed")]
    [InlineData("herd {\n client {\n }\n", "line 1: '{' isn't closed")]
    [InlineData("a = [1,\n2\n", "line 1: '[' isn't closed")]
    [InlineData("herd {\n} }\nname = x", "line 2: '}' closes nothing; take it out, or add what it closes")]
    [InlineData("{ a = 1 }\nb = 2", "line 2: 'b' closes nothing; take it out, or add what it closes")]
    [InlineData("a = 1\n]", "line 2: expected a name, found ']'")]
    [InlineData("a = [1}", "line 1: expected ']', found '}'")]
    [InlineData("a = {1]}", "line 1: expected '=' or a section behind '1', found ']'")]
    [InlineData("\na = \"x\nb = \"y\"", "line 2: the quotation mark isn't closed on its line")]
    [InlineData("a = \"x", "line 1: the quotation mark isn't closed on its line")]
    [InlineData("\"a = 1", "line 1: the quotation mark isn't closed on its line")]
    [InlineData("a = 1\nb = \"\"\"x\n\n", "line 2: '\"' isn't closed")]
    [InlineData("a =", "line 1: expected a value for 'a', found the end")]
    [InlineData("a =\n\n", "line 1: expected a value for 'a', found the end")]
    [InlineData("a { b = }", "line 1: expected a value for 'b', found '}'")]
    [InlineData("a = , b = 1", "line 1: expected a value for 'a', found ','")]
    [InlineData("a =\nb = 1", "line 1: expected a value for 'a', found the next setting")]
    [InlineData("a = # nothing\nb : 1", "line 1: expected a value for 'a', found the next setting")]
    [InlineData("a = 1 b = 2", "line 1: '=' can't stand there; put quotation marks around a text that has one, and a comma or a new line between settings")]
    [InlineData("a = http://example", "line 1: ':' can't stand there; put quotation marks around a text that has one, and a comma or a new line between settings")]
    [InlineData("a == 1", "line 1: expected a value for 'a', found '='")]
    [InlineData("a = you@example", "line 1: expected a comma or a new line behind the value of 'a', found '@'")]
    [InlineData("a = 1 ]", "line 1: expected a comma or a new line behind the value of 'a', found ']'")]
    [InlineData("a = 1\ngarbage", "line 2: expected '=' or a section behind 'garbage', found the end")]
    [InlineData("a = 1\ngarbage\nb = 2", "line 2: expected '=' or a section behind 'garbage', found 'b'")]
    [InlineData("\"a\" \"b\" = 1", "line 1: expected '=' or a section behind '\"a\"', found '\"'")]
    [InlineData("a..b = 1", "line 1: expected a name, found '.'")]
    [InlineData(".a = 1", "line 1: expected a name, found '.'")]
    [InlineData("a. = 1", "line 1: expected a name, found '='")]
    [InlineData("= 1", "line 1: expected a name, found '='")]
    [InlineData("a = 1,, b = 2", "line 1: expected a name, found ','")]
    [InlineData("a = 1\n, b = 2", "line 2: expected a name, found ','")]
    [InlineData("a = [1,, 2]", "line 1: expected a value, found ','")]
    [InlineData("a = [1\n, 2]", "line 2: a comma stands on the line of the value before it")]
    [InlineData("a = [b = 1]", "line 1: '=' can't stand there; put quotation marks around a text that has one, and a comma or a new line between settings")]
    [InlineData("a = [1] x", "line 1: a value can't be a list and a text at once; put a comma or a new line between them")]
    [InlineData("a = { b = 1 } x", "line 1: a value can't be a section and a text at once; put a comma or a new line between them")]
    [InlineData("a = [1] { b = 1 }", "line 1: a value can't be a list and a section at once; put a comma or a new line between them")]
    [InlineData("a += 1", "line 1: '+=' isn't known here; give the whole list")]
    [InlineData("a = ${?b}", "line 1: ${?path} isn't known here; only ${path} is, of a setting that is there")]
    [InlineData("b = 1\na = ${b", "line 2: expected ${path}, a path without quotation marks")]
    [InlineData("b = 1\na = ${}", "line 2: expected ${path}, a path without quotation marks")]
    [InlineData("a = $b", "line 1: expected ${path}, found '$' alone; put quotation marks around a text that has one")]
    [InlineData("a = \"\\x\"", "line 1: a backslash in quotation marks begins one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; write \\\\ for one itself")]
    [InlineData("a = \"\\u12\"", "line 1: a backslash in quotation marks begins one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; write \\\\ for one itself")]
    [InlineData("a = ${b}", "Unresolved substitution: b")]
    [InlineData("a = ${a}", "${a} is part of its own value")]
    [InlineData("a = ${b}\nb = x ${a}", "${b} is part of its own value")]
    [InlineData("a { b = ${a} }", "${a} is part of its own value")]
    [InlineData("a = [${a}]", "${a} is part of its own value")]
    public void A_broken_text_is_told_with_its_file_and_line(string hocon, string error)
    {
        Assert.Equal("test.conf: not HOCON: " + error, Refusal(hocon));
        Assert.Equal("test.conf: not HOCON: " + error, Refusal(hocon.Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_broken_file_that_is_included_is_told_by_its_own_name()
    {
        Write("part.conf", "a = 1\nb = {\n");

        Assert.EndsWith("part.conf: not HOCON: line 2: '{' isn't closed", Refusal("include \"part.conf\"\n" + Pair), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('{')]
    [InlineData('[')]
    public void A_text_that_is_nested_very_deep_is_refused(char open) =>
        Assert.Equal(
            "test.conf: not HOCON: line 1: lists and sections are nested over 64 deep",
            Refusal("a = " + string.Concat(Enumerable.Repeat(open == '{' ? "{ a = " : "[", 100_000))));

    [Theory]
    [InlineData("herd.name = flock")]
    [InlineData("herd.name : flock")]
    [InlineData("herd { name = flock }")]
    [InlineData("herd { name = flock, }")]
    [InlineData("herd{name=flock}#")]
    [InlineData("herd { name = flock } //")]
    [InlineData("herd\n{\n  name\n  =\n  flock\n}")]
    [InlineData("herd { log { } } herd { name = flock }")]
    [InlineData("\"herd\".\"name\" = \"flock\"")]
    [InlineData("herd.name = \"\"\"flock\"\"\"")]
    [InlineData("herd.name = \"\\u0066lock\" # a \"comment\" { [")]
    [InlineData("herd.name = \"flock\" // = }")]
    [InlineData("a = \"f\"\nherd.name = ${a}lock")]
    [InlineData("a { b = f }\nherd.name = ${a.b}\"lock\"")]
    [InlineData("a = [1\n2, 3,\n]\nherd.name = flock")]
    [InlineData("a = { b = 1 } { c = 2 }\nherd.name = flock")]
    [InlineData("a = [1] [2]\nherd.name = flock")]
    [InlineData("a = \"http://[::1]:1/{}#=\"\nherd.name = flock")]
    [InlineData("include = 1\nincluded = 2\nherd.name = flock")]
    public void A_whole_text_is_read_however_it_is_written(string hocon)
    {
        Assert.Equal("flock", Load(Pair + hocon).Name);
        Assert.Equal("flock", Load(Pair.Replace("\n", "\r\n", StringComparison.Ordinal) + hocon.Replace("\n", "\r\n", StringComparison.Ordinal)).Name);
    }

    [Fact]
    public void Braces_may_stand_around_a_whole_file() => Assert.Equal("flock", Load($"{{\n{Pair}\nherd.name = flock\n}}\n").Name);

    [Fact]
    public void A_substitution_in_an_included_file_is_put_in()
    {
        Write("part.conf", "a = flock\nherd.name = ${a}");

        Assert.Equal("flock", Load(Pair + "include \"part.conf\"").Name);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Herd.Actors.Access;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Access;

public class ClientPatternTests
{
    [Theory]
    [InlineData("jane/*", "jane/phone", true)]
    [InlineData("jane/*", "jane/", true)]
    [InlineData("jane/*", "jane", false)]
    [InlineData("jane/*", "Jane/phone", false)]
    [InlineData("jane/*", "x/jane/phone", false)]
    [InlineData("*/phone", "jane/phone", true)]
    [InlineData("*/phone", "jane/phone2", false)]
    [InlineData("jane", "jane", true)]
    [InlineData("jane", "jane2", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*ab*ab*", "xabyab", true)]
    [InlineData("*ab*ab*", "xabyba", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "\0\xFF", true)]
    [InlineData("a*", "a\0\xFF*", true)]
    [InlineData("jané", "jan\xC3\xA9", true)]
    [InlineData("jané", "jan\xE9", false)]
    [InlineData("jan?", "jane", false)]
    [InlineData("jan.", "jane", false)]
    public void A_star_stands_for_any_bytes_and_all_else_for_itself(string pattern, string id, bool covers) =>
        Assert.Equal(covers, ClientPattern.Parse(pattern)!.Covers(Bytes.Of(id)));

    [Fact]
    public void Any_pattern_covers_what_the_same_regular_expression_matches()
    {
        var random = new Random(1);
        for (var run = 0; run < 20_000; run++)
        {
            var (pattern, id) = (Text("ab**", 1, 8), Text("ab*", 0, 10));
            var expected = new Regex($@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline).IsMatch(id);
            Assert.True(expected == ClientPattern.Parse(pattern)!.Covers(Bytes.Of(id)), $"{pattern} of {id}: expected {expected}");
        }

        string Text(string letters, int min, int max) =>
            string.Concat(Enumerable.Range(0, random.Next(min, max)).Select(_ => letters[random.Next(letters.Length)]));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("***", true)]
    [InlineData("a*", false)]
    [InlineData("*a", false)]
    [InlineData("a", false)]
    public void Only_stars_cover_all(string pattern, bool isAll) => Assert.Equal(isAll, ClientPattern.Parse(pattern)!.IsAll);

    [Fact]
    public void An_empty_pattern_and_one_of_a_page_are_none()
    {
        Assert.Null(ClientPattern.Parse(""));
        Assert.NotNull(ClientPattern.Parse(new string('x', 1024)));
        Assert.Null(ClientPattern.Parse(new string('x', 1025)));
        Assert.Null(ClientPattern.Parse(new string('é', 513)));
        Assert.Equal(1024, Encoding.UTF8.GetByteCount(new string('é', 512)));
    }
}

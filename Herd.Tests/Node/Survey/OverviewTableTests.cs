using System.Text.RegularExpressions;
using Herd.Node.Hosting;
using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Survey;

public partial class OverviewTableTests
{
    [Fact]
    public void Nodes_that_agree_stand_one_a_line() => AssertIs(
        """
        node     state  digest    lag  clients  conns  links
        Goloman  up     5f3a9c01    0    10000      2  2 live
        Hands    up     5f3a9c01    0    10000     12  none
        """,
        Overview(Member("Goloman", "Goloman", "Hands"), Member("Hands", "Goloman", "Hands") with { Connections = 12, Links = [] }));

    [Fact]
    public void Where_nodes_have_TLS_it_says_until_when() => AssertIs(
        """
        node     state  digest    lag  clients  conns  cert until  links
        Goloman  up     5f3a9c01    0    10000      2  2027-11-30  2 live
        Hands    up     5f3a9c01    0    10000      2              2 live
        """,
        Overview(
            Member("Goloman", "Goloman", "Hands") with { CertificateUntil = new DateTimeOffset(2027, 11, 30, 1, 2, 3, TimeSpan.Zero) },
            Member("Hands", "Goloman", "Hands")));

    [Fact]
    public void What_is_not_well_is_seen() => AssertIs(
        """
        node     state        digest     lag  clients  conns  pending  links
        Goloman  up           5f3a9c01     0    10000      2  1.5 MiB  1 live, 1 down (Hands)
        Hands    unreachable  no answer for 2 s
        Welsh    up           77aa0012*  120     9990      2      0 B  2 live
        Wilkes   up           5f3a9c01     0    10000      2      0 B  1 live, 1 catching up, 1 down (Hands)
        Ball     not joined   5f3a9c01     0    10000      2      0 B  2 live
        """,
        Overview(
            Answer(Seeing("Goloman") with { Links = [new("Hands", "down", 0), new("Welsh", "live", 3 << 19)] }),
            Silence("Hands"),
            Answer(Seeing("Welsh") with { Digest = "77aa001200000000", Clients = 9990, Vector = Vector(380) }),
            Answer(Seeing("Wilkes") with { Links = [new("Hands", "down", 0), Live("Goloman"), new("Welsh", "catching up", 0)] }),
            Answer(Member("Ball") with { Standing = "joining" }, inFile: false)));

    [Fact]
    public void Views_that_differ_are_counted() => AssertIs(
        """
        node     state                 digest    lag  clients  conns  links
        Goloman  up                    5f3a9c01    0    10000      2  2 live
        Hands    unreachable (1 of 2)  5f3a9c01    0    10000      2  2 live
        Welsh    up                    5f3a9c01    0    10000      2  2 live
        """,
        Overview(
            Member("Goloman") with { Members = [Seen("Goloman"), Seen("Hands"), Seen("Welsh")] },
            Member("Hands") with { Members = [Seen("Goloman"), Seen("Hands"), Seen("Welsh")] },
            Member("Welsh") with { Members = [Seen("Goloman"), Seen("Hands", reachable: false), Seen("Welsh")] }));

    [Fact]
    public void A_long_reason_is_cut_to_the_width() => AssertIs(
        """
        node     state   digest    lag  clients  conns  links
        Goloman  up      5f3a9c01    0    10000      2  2 live
        Hands    absent  answers something else than…
        """,
        Overview(Answer(Member("Goloman", "Goloman")), Silence("Hands", "answers something else than a node\nof this version")),
        width: 46);

    [Fact]
    public void Text_from_outside_can_not_play_with_the_terminal()
    {
        var lines = OverviewTable.Lines(
            Overview(
                Member("Golo\e[2Jman", "Golo\e[2Jman") with { Digest = "\e]0;x", Links = [new("Ha\e[2Jnds", "do\r\nwn", 0)] },
                Member("Hands") with { Members = [Seen("Golo\e[2Jman", "\e[31mup")] }),
            100,
            Palette.None);

        Assert.DoesNotContain(string.Concat(lines), char.IsControl);
    }

    [Fact]
    public void Fifty_nodes_with_six_links_each_fit_into_a_hundred_columns()
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"Reinhardt{i:00}")];
        var overview = Overview([.. names.Select((name, i) => Member(name) with
        {
            Clients = 1_000_000,
            Connections = 10_000,
            Digest = i % 7 == 0 ? "0123456789abcdef" : Digest,
            Vector = Vector(i % 7 == 0 ? 0UL : 123_456),
            Members = [.. names.Select((member, j) => Seen(member, reachable: (i + j) % 3 > 0))],
            Links = [.. Enumerable.Range(1, 6).Select(k => new StatusReport.Link(names[(i + k) % 50], k > i % 8 ? "live" : k % 2 == 0 ? "catching up" : "down", 5000))],
        })]);

        var lines = OverviewTable.Lines(overview, OverviewTable.DefaultWidth, Palette.None);

        Assert.Equal(51, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Length, 40, 100));
        Assert.Equal("Reinhardt01  unreachable (16 of 49)  5f3a9c01        0  1000000  10000   29 KiB  5 live, 1 down", lines[2]);
        Assert.Equal(names, lines.Skip(1).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Colours_change_nothing_but_the_colour()
    {
        var overview = Overview(
            Answer(Seeing("Goloman")), Silence("Hands"), Answer(Seeing("Welsh") with { Digest = "77aa001200000000", Vector = Vector(3), Links = [new("Hands", "down", 0)] }));

        var plain = OverviewTable.Lines(overview, 100, Palette.None);
        var coloured = OverviewTable.Lines(overview, 100, Palette.Colours);

        Assert.Equal(plain, coloured.Select(line => Colour().Replace(line, "")));
        Assert.Contains("\e[32mup         \e[0m", coloured[1], StringComparison.Ordinal);
        Assert.Contains("\e[31munreachable\e[0m", coloured[2], StringComparison.Ordinal);
        Assert.Contains("\e[33m77aa0012*\e[0m", coloured[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, "2 live, 1 waiting (D), 4 down (A, B, C, …)")]
    [InlineData(41, "2 live, 1 waiting (D), 4 down (A, B, …)")]
    [InlineData(37, "2 live, 1 waiting (D), 4 down (A, …)")]
    [InlineData(34, "2 live, 1 waiting, 4 down (A, …)")]
    [InlineData(30, "2 live, 1 waiting, 4 down")]
    [InlineData(1, "2 of 7 live")]
    public void Links_are_named_as_far_as_there_is_room(int width, string summary) => Assert.Equal(
        summary,
        LinkSummary.Of([.. "ABCE".Select(name => new StatusReport.Link($"{name}", "down", 0)), Live("X"), new("D", "waiting", 0), Live("Y")], width));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KiB")]
    [InlineData(20_480, "20 KiB")]
    [InlineData(8 << 20, "8.0 MiB")]
    [InlineData(2_000_000_000_000, "1863 GiB")]
    public void Sizes_are_short(long bytes, string text)
    {
        var lines = OverviewTable.Lines(Overview(Member("Goloman") with { Links = [new("Hands", "live", bytes)] }), 100, Palette.None);

        Assert.Contains($" {text}  1 live", lines[1], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\e\[\d+m")]
    private static partial Regex Colour();

    /// <summary>Of a herd of four, of which Hands is gone.</summary>
    private static StatusReport Seeing(string name) => Member(name) with
    {
        Members = [Seen("Goloman"), Seen("Hands", reachable: false), Seen("Welsh"), Seen("Wilkes")],
    };

    private static void AssertIs(string expected, HerdOverview overview, int width = OverviewTable.DefaultWidth) =>
        Assert.Equal(expected, string.Join('\n', OverviewTable.Lines(overview, width, Palette.None)));
}

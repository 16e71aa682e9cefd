using System.Text.RegularExpressions;
using Herd.Node.Hosting;
using Herd.Node.Survey;
using Spectre.Console;
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
        Hands    unreachable                                           no answer for 2 s
        Welsh    up           77aa0012*  120     9990      2      0 B  2 live
        Wilkes   up           5f3a9c01     0    10000      2      0 B  1 live, 1 catching up (Welsh), 1 down (Hands)
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
    public void A_long_reason_stays_on_its_line()
    {
        var reason = string.Concat(Enumerable.Repeat("answers something else\n", 20));

        Assert.EndsWith(reason.Trim().Replace('\n', ' '), Lines(Overview(Answer(Member("Goloman", "Goloman")), Silence("Hands", reason)))[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_outside_can_not_play_with_the_terminal()
    {
        var overview = Overview(
            Member("Golo\e[2Jman", "Golo\e[2Jman") with { Digest = "\e]0;x", Links = [new("Ha\e[2Jnds", "do\r\nwn", 0)] },
            Member("[red]Hands[/]") with { Members = [Seen("Golo\e[2Jman", "\e[31mup")] });

        Assert.DoesNotContain(string.Concat(Lines(overview)), char.IsControl);
        Assert.Contains("[red]Hands[/]", OverviewTable.Plain(overview), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_links_that_are_not_live_are_told_three_of_a_state() => Assert.EndsWith(
        "  2 live, 1 waiting (D), 4 down (A, B, C, …)",
        Lines(Overview(Member("Goloman") with { Links = [.. "ABCE".Select(name => new StatusReport.Link($"{name}", "down", 0)), Live("X"), new("D", "waiting", 0), Live("Y")] }))[1],
        StringComparison.Ordinal);

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_window_shows_each_node_and_nothing_is_wider_than_it(int width)
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(i => $"Reinhardt{i:00}")];
        var overview = Overview([.. names.Select((name, i) => i % 9 == 0
            ? Silence(name, "answers something else than a node of this version")
            : Answer(Member(name) with { Links = [.. Enumerable.Range(1, 6).Select(k => new StatusReport.Link(names[(i + k) % 50], k > i % 8 ? "live" : "down", 5000))] }))]);

        var lines = Colour().Replace(Render(overview, width), "").Split('\n');

        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(names, lines.Select(line => line.Split(' ')[0]).Where(name => name.StartsWith("Reinhardt", StringComparison.Ordinal)));
    }

    [Fact]
    public void Colours_change_nothing_but_the_colour()
    {
        var overview = Overview(
            Answer(Seeing("Goloman")), Silence("Hands"), Answer(Seeing("Welsh") with { Digest = "77aa001200000000", Vector = Vector(3), Links = [new("Hands", "down", 0)] }));

        var coloured = Render(overview, 100);

        Assert.Equal(Lines(overview), Colour().Replace(coloured, "").Split('\n')[..^1].Select(line => line.TrimEnd()));
        Assert.Contains("\e[32mup\e[0m", coloured, StringComparison.Ordinal);
        Assert.Contains("\e[91munreachable\e[0m", coloured, StringComparison.Ordinal);
        Assert.Contains("\e[93m77aa0012*\e[0m", coloured, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KiB")]
    [InlineData(20_480, "20 KiB")]
    [InlineData(8 << 20, "8.0 MiB")]
    [InlineData(2_000_000_000_000, "1863 GiB")]
    public void Sizes_are_short(long bytes, string text)
    {
        Assert.Contains($" {text}  1 live", Lines(Overview(Member("Goloman") with { Links = [new("Hands", "live", bytes)] }))[1], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\e\[[\d;]+m")]
    private static partial Regex Colour();

    private static StatusReport Seeing(string name) => Member(name) with
    {
        Members = [Seen("Goloman"), Seen("Hands", reachable: false), Seen("Welsh"), Seen("Wilkes")],
    };

    private static void AssertIs(string expected, HerdOverview overview) => Assert.Equal(expected.Split('\n'), Lines(overview));

    private static string[] Lines(HerdOverview overview) => OverviewTable.Plain(overview).Split('\n')[..^3];

    private static string Render(HerdOverview overview, int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(OverviewTable.Nodes(overview));
        return text.ToString();
    }
}

using Herd.Node.Commands;
using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Commands;

public class ScreenTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_621_464_827);

    [Fact]
    public void A_window_shows_when_who_and_whether_all_is_well() => Assert.Equal(
        """
        goloman at 22:53:47 UTC. Ctrl-C ends.

        node     state  digest    lag  clients  conns  links
        Goloman  up     5f3a9c01    0    10000      2  2 live
        Hands    up     5f3a9c01    0    10000      2  2 live

        Both nodes of goloman answer and agree.
        """,
        string.Join('\n', Screen.Lines(Overview(Member("Goloman", "Goloman", "Hands"), Member("Hands", "Goloman", "Hands")), Time, 80, 24, Palette.None)));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(24)]
    [InlineData(60)]
    public void Fifty_nodes_never_take_more_lines_than_a_window_has(int rows)
    {
        var overview = Overview([.. Enumerable.Range(0, 50).Select(i => Silence($"N{i}"))]);

        Assert.Equal(Math.Min(rows, 55), Screen.Lines(overview, Time, 40, rows, Palette.None).Count);
    }

    [Fact]
    public void What_does_not_fit_is_counted_and_the_verdict_stays()
    {
        var overview = Overview([.. Enumerable.Range(0, 50).Select(i => i == 40 ? Silence("N40") : Answer(Member($"N{i}")))]);

        var lines = Screen.Lines(overview, Time, 30, 10, Palette.None);

        Assert.Equal(["N2", "…", "", "N40", "agree."], lines.Skip(5).Select(line => line.Split(' ')[0]));
        Assert.Equal("… and 47 more: make the window higher", lines[6]);
        Assert.Equal("N40 doesn't answer; the others agree.", string.Join(' ', lines.Skip(8)));
    }

    [Fact]
    public void A_frame_is_written_over_the_one_before() =>
        Assert.Equal("\e[Hone\e[K\r\ntwo\e[K\e[J", Screen.Frame(["one", "two"]));
}

using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Survey;

public class HerdOverviewTests
{
    [Fact]
    public void The_furthest_state_that_anybody_sees_counts()
    {
        var overview = Overview(
            Member("Goloman") with { Members = [Seen("Ball", "joining")] },
            Member("Hands") with { Members = [Seen("Ball", "weakly up")] },
            Member("Ball") with { Members = [Seen("Ball", "leaving")] });

        Assert.Equal("weakly up", StateOf(overview, "Ball"));
    }

    [Fact]
    public void One_that_does_not_reach_a_node_is_enough_to_say_so_and_all_are_named()
    {
        var overview = Overview(
            Answer(Member("Goloman") with { Members = [Seen("Ball", "leaving", reachable: false)] }),
            Answer(Member("Hands") with { Members = [Seen("Ball")] }),
            Answer(Member("Welsh") with { Standing = "joining", Members = [Seen("Ball", reachable: false)] }),
            Silence("Ball"));

        var ball = overview.Nodes[3];
        Assert.Equal(("unreachable", "Hands", "Goloman"), (ball.State, Assert.Single(ball.ReachableFrom), Assert.Single(ball.UnreachableFrom)));
    }

    [Fact]
    public void A_node_that_is_taken_out_is_down_and_not_unreachable() => Assert.Equal(
        "down",
        StateOf(Overview(Answer(Member("Goloman") with { Members = [Seen("Ball", "down", reachable: false)] }), Silence("Ball")), "Ball"));

    [Fact]
    public void A_node_that_answers_and_is_nobodys_member_has_not_joined() =>
        Assert.Equal("not joined", StateOf(Overview(Member("Goloman", "Goloman"), Member("Ball") with { Standing = "joining" }), "Ball"));

    [Fact]
    public void A_node_that_neither_answers_nor_is_a_member_is_absent() =>
        Assert.Equal("absent", StateOf(Overview(Answer(Member("Goloman", "Goloman")), Silence("Ball")), "Ball"));

    [Fact]
    public void A_member_alone_is_what_it_says_it_is() => Assert.Equal("up", StateOf(Overview(Member("Goloman", "Goloman")), "Goloman"));

    [Fact]
    public void The_digest_that_fewer_have_differs()
    {
        var overview = Overview(Member("Goloman") with { Digest = "0000000000000000" }, Member("Hands"), Member("Welsh"));

        Assert.Equal([true, false, false], overview.Nodes.Select(node => node.IsDifferent));
    }

    private static string StateOf(HerdOverview overview, string name) => overview.Nodes.Single(node => node.Name == name).State;
}

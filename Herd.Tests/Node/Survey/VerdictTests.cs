using Herd.Node.Hosting;
using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Survey;

public class VerdictTests
{
    private static readonly string[] Three = ["Goloman", "Hands", "Welsh"];
    private static readonly StatusReport Goloman = Member("Goloman", Three);
    private static readonly StatusReport Hands = Member("Hands", Three);
    private static readonly StatusReport Welsh = Member("Welsh", Three);

    [Fact]
    public void All_is_well() => AssertAgrees("All 3 nodes of goloman answer and agree.", Overview(Goloman, Hands, Welsh));

    [Fact]
    public void All_is_well_with_two() =>
        AssertAgrees("Both nodes of goloman answer and agree.", Overview(Member("Goloman", "Goloman", "Hands"), Member("Hands", "Goloman", "Hands")));

    [Fact]
    public void All_is_well_with_one() => AssertAgrees("The only node of goloman answers.", Overview(Member("Goloman", "Goloman")));

    [Fact]
    public void Nodes_agree_before_any_is_a_member() => AssertAgrees(
        "Both nodes of goloman answer and agree.",
        Overview(Member("Goloman") with { Standing = "joining" }, Member("Hands") with { Standing = "joining" }));

    [Fact]
    public void Who_does_not_answer_is_named() =>
        AssertNot("Hands doesn't answer; the others agree.", Overview(Answer(Goloman), Silence("Hands"), Answer(Welsh)));

    [Fact]
    public void One_that_answers_alone_agrees_with_nobody() =>
        AssertNot("Hands and Welsh don't answer.", Overview(Answer(Goloman), Silence("Hands"), Silence("Welsh")));

    [Fact]
    public void Nobody_answers() =>
        AssertNot("None of the 3 nodes of goloman answers.", Overview(Silence("Goloman"), Silence("Hands"), Silence("Welsh")));

    [Fact]
    public void Many_are_named_in_part() => AssertNot(
        "N0, N1, N2 and 37 more don't answer.",
        Overview([Answer(Goloman), .. Enumerable.Range(0, 40).Select(i => Silence($"N{i}"))]));

    [Fact]
    public void Different_states_are_counted() => AssertNot(
        "Hands doesn't answer; there are 2 different states (*).",
        Overview(Answer(Goloman), Silence("Hands"), Answer(Welsh with { Digest = "0000000000000000" })));

    [Fact]
    public void Members_that_differ_are_told() => AssertNot(
        "All 3 nodes of goloman answer, but Goloman sees 3 members, Welsh 1.",
        Overview(Goloman, Hands, Welsh with { Members = [Seen("Welsh")] }));

    [Fact]
    public void As_many_members_but_others_are_told() => AssertNot(
        "All 3 nodes of goloman answer, but Goloman and Welsh see 3 members each, but not the same.",
        Overview(Goloman, Hands, Member("Welsh", "Goloman", "Ball", "Welsh")));

    [Fact]
    public void A_node_outside_is_told() => AssertNot(
        "All 3 nodes of goloman answer, but Hands and Welsh are no members yet.",
        Overview(Goloman, Hands with { Standing = "joining" }, Member("Welsh") with { Standing = "joining" }));

    [Fact]
    public void A_cut_that_only_the_nodes_see_is_told() => AssertNot(
        "All 3 nodes of goloman answer, but Welsh is unreachable for Goloman and Hands.",
        Overview(
            Goloman with { Members = [Seen("Goloman"), Seen("Hands"), Seen("Welsh", reachable: false)] },
            Hands with { Members = [Seen("Goloman"), Seen("Hands"), Seen("Welsh", reachable: false)] },
            Welsh));

    [Fact]
    public void Who_cannot_save_is_told() => AssertNot(
        "All 3 nodes of goloman answer, but Hands and Welsh can't save: data/locations.db can't be written: the disk is full.",
        Overview(
            Goloman,
            Hands with { StorageFault = "data/locations.db can't be written: the disk is full" },
            Welsh with { StorageFault = "data/locations.db can't be written: the disk is full" }));

    [Fact]
    public void The_wrong_herd_is_told() => AssertNot(
        "Hands and Welsh don't answer: at their addresses are nodes of another herd, alford.",
        Overview(Answer(Goloman), Silence("Hands") with { Stranger = new("Ada", "alford") }, Silence("Welsh") with { Stranger = new("Bo", "alford") }));

    [Fact]
    public void The_wrong_node_is_told() => AssertNot(
        "Hands doesn't answer: at its address is Welsh; the others agree.",
        Overview(Answer(Goloman), Silence("Hands") with { Stranger = new("Welsh", null) }, Answer(Welsh)));

    private static void AssertAgrees(string summary, HerdOverview overview) => Assert.Equal(new Verdict(true, summary), Verdict.Of(overview));

    private static void AssertNot(string summary, HerdOverview overview) => Assert.Equal(new Verdict(false, summary), Verdict.Of(overview));
}

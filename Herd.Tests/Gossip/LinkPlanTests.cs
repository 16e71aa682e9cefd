using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class LinkPlanTests
{
    private static readonly string[] File = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];
    private static readonly LinkPlan.Pairs Goloman = new(
    [
        new("Goloman", "Hands"), new("Goloman", "Holiday"), new("Goloman", "Wilkes"),
        new("Hands", "Wilkes"), new("Holiday", "Welsh"), new("Holiday", "Wilkes"),
    ]);

    private static readonly Gen<(int File, int Joined, int Seed)> Herds =
        from file in Gen.Choose(1, 12)
        from joined in Gen.Choose(1, 30)
        from seed in Gen.Choose(0, int.MaxValue)
        select (file, joined, seed);

    private static Config Checks(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20_261_121, 20_261_123);

    [Fact]
    public void Pairs_stay_what_they_are_whoever_is_unreachable()
    {
        Assert.Equal(["Goloman", "Welsh", "Wilkes"], Goloman.NeighboursOf("Holiday", File, [], []));
        Assert.Equal(["Goloman", "Welsh", "Wilkes"], Goloman.NeighboursOf("Holiday", File, [], ["Goloman", "Welsh"]));
        Assert.Equal(["Holiday"], Goloman.NeighboursOf("Welsh", [], [], []));
    }

    [Fact]
    public void Between_nodes_of_the_file_nobody_who_joins_makes_or_ends_a_link() => Prop.ForAll(Herds.ToArbitrary(), herd =>
    {
        var joined = Names("J", herd.Joined);
        foreach (var node in File)
        {
            var neighbours = Goloman.NeighboursOf(node, File, joined, Some(joined.Concat(File), herd.Seed));
            Assert.Equal(Goloman.NeighboursOf(node, File, [], []), neighbours.Where(File.Contains));
        }
    }).Check(Checks(200));

    [Fact]
    public void Who_joined_is_connected_and_stays_so_after_any_one_failure_if_the_file_does() => Prop.ForAll(Herds.ToArbitrary(), herd =>
    {
        var (file, joined) = (Names("F", herd.File), Names("J", herd.Joined));
        // A ring stays connected after any one failure.
        var plan = new LinkPlan.Pairs([.. file.Select((name, at) => new NeighbourPair(name, file[(at + 1) % file.Length])).Where(pair => pair.First != pair.Second)]);

        var graph = Graph.Of([.. file, .. joined], name => plan.NeighboursOf(name, file, joined, []));

        Assert.True(graph.IsConnected);
        Assert.True(graph.SurvivesAnyOne);
    }).Check(Checks(300));

    [Fact]
    public void Who_joined_is_connected_with_what_runs_of_the_file() => Prop.ForAll(Herds.ToArbitrary(), herd =>
    {
        var (file, joined) = (Names("F", herd.File), Names("J", herd.Joined));
        // A full mesh stays connected whoever is gone.
        var plan = new LinkPlan.Pairs([.. file.SelectMany((name, at) => file.Take(at).Select(other => new NeighbourPair(name, other)))]);
        var gone = Some(file, herd.Seed).Take(file.Length - 1).ToList();
        var up = file.Except(gone).Concat(joined).ToList();

        // Removed: no members any more.
        Assert.True(Graph.Of(up, name => plan.NeighboursOf(name, [.. file.Except(gone)], joined, [])).SurvivesAnyOne);
        // Crashed: members, but unreachable.
        Assert.True(Graph.Of(up, name => plan.NeighboursOf(name, file, joined, gone)).SurvivesAnyOne);
    }).Check(Checks(300));

    [Fact]
    public void One_node_and_one_that_joined_it_are_linked()
    {
        var plan = new LinkPlan.Pairs([]);

        Assert.Equal(["Riley"], plan.NeighboursOf("Goloman", ["Goloman"], ["Riley"], []));
        Assert.Equal(["Goloman"], plan.NeighboursOf("Riley", ["Goloman"], ["Riley"], []));
    }

    [Fact]
    public void Auto_is_the_topology_over_all_wherever_they_come_from()
    {
        var names = Names("N", 20);

        Assert.Equal(
            AutoLinks.NeighboursOf("N3", names),
            LinkPlan.Auto.Instance.NeighboursOf("N3", names[..5], names[5..], []));
    }

    [Fact]
    public void However_many_crashed_auto_leaves_the_others_connected() => Prop.ForAll(Herds.ToArbitrary(), herd =>
    {
        var names = Names("N", herd.File + herd.Joined);
        var gone = Some(names, herd.Seed).Take(names.Length - 1).ToList();
        var up = names.Except(gone).ToList();

        var graph = Graph.Of(up, name => LinkPlan.Auto.Instance.NeighboursOf(name, names, [], gone));

        Assert.True(graph.SurvivesAnyOne);
        Assert.InRange(graph.MaxDegree, 0, 2 * AutoLinks.MaxNeighbours);
    }).Check(Checks(300));

    [Fact]
    public void A_node_that_others_cannot_reach_still_wants_its_links() =>
        Assert.NotEmpty(LinkPlan.Auto.Instance.NeighboursOf("N1", Names("N", 9), [], Names("N", 9)));

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(1, count).Select(number => $"{prefix}{number}")];

    private static List<string> Some(IEnumerable<string> names, int seed)
    {
        var random = new Random(seed);
        return [.. names.Where(_ => random.Next(3) == 0)];
    }
}

using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class AutoLinksTests
{
    private static readonly Gen<string[]> Herds =
        from count in Gen.Frequency((4, Gen.Choose(1, 12)), (4, Gen.Choose(13, 100)), (1, Gen.Choose(101, 400)))
        from prefix in Gen.Elements("node-", "riley", "edge.rack7.", "N", "")
        from start in Gen.Choose(0, 1_000_000)
        select Enumerable.Range(start, count).Select(number => $"{prefix}{number}").ToArray();

    private static Config Checks(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20_261_121, 20_261_123);

    [Fact]
    public void Every_node_comes_to_the_same_links_in_whatever_order_it_knows_the_members() => Prop.ForAll(Herds.ToArbitrary(), names =>
    {
        var links = AutoLinks.LinksOf(names);
        var shuffled = names.ToArray();
        new Random(names.Length).Shuffle(shuffled);
        Assert.Equal(links.ToHashSet(), AutoLinks.LinksOf(shuffled.Concat(names)).ToHashSet());

        var byNodes = names.Take(40).ToDictionary(name => name, name => AutoLinks.NeighboursOf(name, shuffled.Where(other => other != name)));
        foreach (var (name, neighbours) in byNodes)
        {
            Assert.Equal(links.Select(link => link.OtherThan(name)).OfType<string>().Order(StringComparer.Ordinal), neighbours);
            Assert.All(neighbours.Where(byNodes.ContainsKey), other => Assert.Contains(name, byNodes[other]));
        }
    }).Check(Checks(100));

    [Fact]
    public void Any_herd_is_connected_also_after_any_failure_that_it_must_survive() => Prop.ForAll(Herds.ToArbitrary(), names =>
    {
        var graph = new Graph(names, AutoLinks.LinksOf(names));
        Assert.True(graph.IsConnected);
        Assert.True(graph.SurvivesAnyOne);
        if (names.Length >= 8)
            Assert.True(graph.SurvivesAnyTwo(sample: 50));
        if (names.Length is >= 8 and <= 24)
            Assert.True(graph.SurvivesAnyTwoTried());
    }).Check(Checks(200));

    [Fact]
    public void No_node_has_many_links() => Prop.ForAll(Herds.ToArbitrary(), names =>
    {
        var graph = new Graph(names, AutoLinks.LinksOf(names));
        Assert.InRange(graph.MaxDegree, 0, Math.Min(names.Length - 1, AutoLinks.MaxNeighbours));
        // In smaller herds a mean of five is nearly everybody.
        if (names.Length >= 40)
            Assert.InRange(graph.MeanDegree, 4, 5.3);
    }).Check(Checks(300));

    [Fact]
    public void A_member_that_comes_or_goes_changes_few_links_at_any_size() => Prop.ForAll(Herds.ToArbitrary(), names =>
    {
        var without = AutoLinks.LinksOf(names).ToHashSet();
        without.SymmetricExceptWith(AutoLinks.LinksOf([.. names, "newcomer"]));
        Assert.InRange(without.Count, 1, AutoLinks.MaxChangedLinks);
    }).Check(Checks(500));

    [Fact]
    public void Growing_from_one_to_a_thousand_no_size_changes_more_links_than_others_may()
    {
        var before = new HashSet<NeighbourPair>();
        var names = Enumerable.Range(1, 1_000).Select(number => $"node-{number}").ToList();
        for (var count = 1; count <= names.Count; count++)
        {
            var links = AutoLinks.LinksOf(names.Take(count)).ToHashSet();
            before.SymmetricExceptWith(links);
            Assert.InRange(before.Count, 0, AutoLinks.MaxChangedLinks);
            before = links;
        }
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(12, 3)]
    [InlineData(20, 4)]
    [InlineData(50, 6)]
    [InlineData(100, 7)]
    [InlineData(300, 8)]
    [InlineData(1_000, 10)]
    public void There_are_few_hops_and_five_links_for_each_in_the_mean(int count, int hops)
    {
        var graphs = new[] { "node-", "Riley", "rack." }.Select(prefix =>
        {
            var names = Enumerable.Range(1, count).Select(number => $"{prefix}{number}").ToList();
            return new Graph(names, AutoLinks.LinksOf(names));
        }).ToList();

        Assert.All(graphs, graph => Assert.InRange(graph.MeanDegree, 0, 5.1));
        Assert.InRange(graphs.Average(graph => graph.Diameter), 1, hops);
        Assert.All(graphs, graph => Assert.InRange(graph.Diameter, 1, hops + 1));
    }

    [Fact]
    public void A_thousand_survive_any_two_failures()
    {
        var names = Enumerable.Range(1, 1_000).Select(number => $"node-{number}").ToList();

        Assert.True(new Graph(names, AutoLinks.LinksOf(names)).SurvivesAnyTwo(sample: 200));
    }

    [Fact]
    public void What_these_tests_ask_of_a_graph_can_be_false()
    {
        var names = Enumerable.Range(0, 12).Select(number => $"{number}").ToArray();
        var path = names.Skip(1).Select((name, at) => new NeighbourPair(names[at], name)).ToList();
        Assert.False(new Graph(names, path.Skip(1)).IsConnected);
        Assert.False(new Graph(names, path).SurvivesAnyOne);
        Assert.Equal(11, new Graph(names, path).Diameter);

        var ring = new Graph(names, path.Append(new NeighbourPair(names[^1], names[0])));
        Assert.True(ring.SurvivesAnyOne);
        Assert.False(ring.SurvivesAnyTwo(sample: 12));
        Assert.False(ring.SurvivesAnyTwoTried());
    }

    [Fact]
    public void A_node_alone_has_no_neighbours_and_two_have_each_other()
    {
        Assert.Empty(AutoLinks.NeighboursOf("Riley", []));
        Assert.Empty(AutoLinks.NeighboursOf("Riley", ["Riley"]));
        Assert.Equal(["Hands"], AutoLinks.NeighboursOf("Riley", ["Hands"]));
    }

    /// <summary>Nodes of different versions must agree, so these links must never change.</summary>
    [Fact]
    public void The_links_of_a_known_herd_are_these() => Assert.Equal(
        "N1: N4 N5 N7 N9; N2: N3 N4 N6 N8; N3: N2 N5 N6 N8 N9; N4: N1 N2 N6 N7; N5: N1 N3 N6 N7 N8 N9; N6: N2 N3 N4 N5 N7; N7: N1 N4 N5 N6; N8: N2 N3 N5 N9; N9: N1 N3 N5 N8",
        string.Join("; ", Enumerable.Range(1, 9).Select(number => $"N{number}").Select(name =>
            $"{name}: {string.Join(' ', AutoLinks.NeighboursOf(name, Enumerable.Range(1, 9).Select(number => $"N{number}")))}")));
}

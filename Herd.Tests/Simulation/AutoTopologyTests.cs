using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Simulation;

public sealed class AutoTopologyTests : IDisposable
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 20).Select(number => $"N{number}")];

    private readonly Random _random = new(20);
    private readonly SimulatedActors _actors = new();
    private readonly SimulatedHerd _herd;

    public AutoTopologyTests() => _herd = new SimulatedHerd(_random, LinkSettings.Default, _actors);

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Names.Length)];

    [Fact]
    public void Twenty_nodes_come_to_know_what_one_was_told()
    {
        Start(Names);
        _herd.Advance(TimeSpan.FromSeconds(2));

        Report(_herd.Nodes, 10);

        Assert.InRange(_herd.AdvanceUntilAgreed(_herd.Nodes), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.All(_herd.Nodes, node => Assert.Equal(200, node.Table.Count));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Without_any_two_the_others_know_all_before_anybody_is_known_to_be_gone(int first)
    {
        Start(Names);
        _herd.Advance(TimeSpan.FromSeconds(2));
        // One near and one far neighbour in the order of names; AutoLinksTests covers all pairs in the graph.
        foreach (var second in new[] { (first + 1) % Names.Length, (first + 7) % Names.Length })
        {
            SimulatedNode[] gone = [_herd.Nodes[first], _herd.Nodes[second]];
            var up = _herd.Nodes.Except(gone).ToList();
            foreach (var node in gone)
                node.Crash(losesDisk: true, silently: true);

            Report(up, 2);

            Assert.InRange(_herd.AdvanceUntilAgreed(up), TimeSpan.Zero, TimeSpan.FromSeconds(1));
            foreach (var node in gone)
                node.Start();
            _herd.AdvanceUntilAgreed(_herd.Nodes);
        }
    }

    [Fact]
    public void A_node_that_joins_is_linked_by_whoever_knows_of_it_and_catches_up()
    {
        var members = Names[..8];
        Start(members);
        _herd.Advance(TimeSpan.FromSeconds(2));
        Report(_herd.Nodes, 10);
        _herd.AdvanceUntilAgreed(_herd.Nodes);

        // It knows the others, but only one of them knows it yet.
        var newcomer = _herd.Add("Riley", AutoLinks.NeighboursOf("Riley", members));
        newcomer.Start();
        Assert.InRange(_herd.AdvanceUntilAgreed(_herd.Nodes), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        foreach (var node in _herd.Nodes)
            node.SetNeighbours(AutoLinks.NeighboursOf(node.Name, [.. members, "Riley"]));
        _herd.Advance(TimeSpan.FromSeconds(2));
        Report(_herd.Nodes, 1);
        Assert.InRange(_herd.AdvanceUntilAgreed(_herd.Nodes), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        _herd.Dispose();
        _actors.Dispose();
    }

    private void Start(IReadOnlyCollection<string> members)
    {
        foreach (var name in members)
            _herd.Add(name, AutoLinks.NeighboursOf(name, members)).Start();
    }

    private void Report(IEnumerable<SimulatedNode> nodes, int count)
    {
        foreach (var node in nodes)
        {
            for (var number = 0; number < count; number++)
                Assert.NotNull(node.Report($"client-{node.Name}-{_random.NextInt64()}", 1));
        }
    }
}

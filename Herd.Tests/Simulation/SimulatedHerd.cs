using Herd.Actors.Gossip;

namespace Herd.Tests.Simulation;

/// <summary>Nodes with a network between them, on virtual time and the test's own thread.</summary>
/// <param name="random">Of the network and the links.</param>
/// <param name="settings">Of the links.</param>
/// <param name="actors">No other herd's at the same time.</param>
internal sealed class SimulatedHerd(Random random, LinkSettings settings, SimulatedActors actors) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly SimulatedHost _host = actors.StartHost();
    private readonly List<SimulatedNode> _nodes = [];

    public SimulatedNetwork Network { get; } = new(random);

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Adds a node that isn't started.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="neighbours">Their names, which are their addresses too.</param>
    /// <param name="host">Its address; null: its name.</param>
    public SimulatedNode Add(string name, IReadOnlyList<string> neighbours, string? host = null)
    {
        var node = new SimulatedNode(name, neighbours, _host, Network, settings, host);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Lets 20 ms pass.</summary>
    public void Advance()
    {
        var end = Network.Now + Step;
        Network.RunTo(end);
        actors.Advance(Step);
        Network.RunTo(end);
        actors.ThrowIfFaulty();
    }

    public void Advance(TimeSpan time)
    {
        for (var end = Network.Now + time; Network.Now < end;)
            Advance();
    }

    /// <summary>Lets time pass until some nodes know the same locations.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="SimulationFailedException">They don't in a minute.</exception>
    public TimeSpan AdvanceUntilAgreed(IReadOnlyCollection<SimulatedNode> nodes)
    {
        var start = Network.Now;
        var first = nodes.First();
        while (!nodes.All(node => node.Table.Count == first.Table.Count && node.Table.Digest == first.Table.Digest))
        {
            if (Network.Now - start > TimeSpan.FromMinutes(1))
                throw new SimulationFailedException($"after a minute they don't agree: {Differences(nodes)}");
            Advance();
        }

        return Network.Now - start;
    }

    /// <summary>Lets time pass until some nodes' vectors say the same of each one's present epoch.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="SimulationFailedException">They don't in a minute.</exception>
    public TimeSpan AdvanceUntilVectorsAgree(IReadOnlyCollection<SimulatedNode> nodes)
    {
        var start = Network.Now;
        while (nodes.Select(node => LatestOf(node, nodes)).Distinct().Count() > 1)
        {
            if (Network.Now - start > TimeSpan.FromMinutes(1))
                throw new SimulationFailedException($"after a minute their vectors differ: {Differences(nodes)}");
            Advance();
        }

        return Network.Now - start;
    }

    public void Dispose() => _host.Stop();

    /// <summary>Of past epochs of which nothing is left, a vector needs say nothing.</summary>
    private static string LatestOf(SimulatedNode node, IEnumerable<SimulatedNode> all) =>
        string.Join(", ", all.Select(origin => node.Table.Vector[origin.Name, origin.Table.Epoch]));

    private static string Differences(IEnumerable<SimulatedNode> nodes) =>
        string.Join("; ", nodes.Select(node => $"{node.Name} {node.Table.Count} clients, {node.Table.Vector}"));
}

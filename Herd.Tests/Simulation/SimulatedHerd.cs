using Herd.Actors.Gossip;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Tests.Locations;

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
    /// <param name="ack">When reports are answered.</param>
    /// <param name="nextFault">What fails next of its durable copy; null: nothing ever does.</param>
    public SimulatedNode Add(
        string name,
        IReadOnlyList<string> neighbours,
        string? host = null,
        StorageAck ack = StorageAck.Memory,
        Func<SimulatedCopy.Fault?>? nextFault = null)
    {
        var node = new SimulatedNode(name, neighbours, _host, Network, settings, host) { Ack = ack, NextFault = nextFault ?? (() => null) };
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

    /// <summary>
    /// Lets time pass until the vectors of some nodes, which know the same locations, say the same of each node's present
    /// epoch. What is stored behind a gap may be claimed or not.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="pastToo">
    /// And of each past epoch of which an update is stored; of others a vector needs say nothing. What fills a gap is found out
    /// at a handshake only.
    /// </param>
    /// <returns>How long it took.</returns>
    /// <exception cref="SimulationFailedException">They don't in a minute.</exception>
    public TimeSpan AdvanceUntilVectorsAgree(IReadOnlyCollection<SimulatedNode> nodes, bool pastToo = false)
    {
        var start = Network.Now;
        var stored = SimulatedNode.FramesOf(nodes.First().Copy())
            .Select(bytes => (Origin: Updates.Text(new UpdateFrame(bytes).Origin), new UpdateFrame(bytes).Epoch, new UpdateFrame(bytes).Sequence))
            .ToHashSet();
        var epochs = stored.Where(_ => pastToo).Select(update => (update.Origin, update.Epoch))
            .Union(nodes.Select(node => (Origin: node.Name, node.Table.Epoch)))
            .ToList();
        while (nodes.Select(Claims).Distinct().Count() > 1)
        {
            if (Network.Now - start > TimeSpan.FromMinutes(1))
                throw new SimulationFailedException($"after a minute their vectors differ: {Differences(nodes)}");
            Advance();
        }

        return Network.Now - start;

        string Claims(SimulatedNode node)
        {
            var vector = node.Table.Vector;
            return string.Join(' ', epochs.Select(epoch => Claim(epoch.Origin, epoch.Epoch, vector[epoch.Origin, epoch.Epoch])));
        }

        ulong Claim(string origin, ulong epoch, ulong sequence)
        {
            while (stored.Contains((origin, epoch, sequence + 1)))
                sequence++;
            return sequence;
        }
    }

    public void Dispose() => _host.Stop();

    private static string Differences(IEnumerable<SimulatedNode> nodes) =>
        string.Join("; ", nodes.Select(node => $"{node.Name} {node.Table.Count} clients, {node.Table.Vector}"));
}

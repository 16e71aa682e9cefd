using Herd.Actors.Gossip;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Tests.Locations;

namespace Herd.Tests.Simulation;

/// <summary>Nodes and their network on virtual time and the test's own thread. Herds may not share actors at the same time.</summary>
internal sealed class SimulatedHerd(Random random, LinkSettings settings, SimulatedActors actors) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly SimulatedHost _host = actors.StartHost();
    private readonly List<SimulatedNode> _nodes = [];

    public SimulatedNetwork Network { get; } = new(random);

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Adds a node without starting it. Its address is the host, or else its name; neighbours are given by address.</summary>
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

    /// <summary>Advances until these nodes know the same locations, at most for a minute.</summary>
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

    /// <summary>Advances until the vectors agree on each node's current epoch. Updates after a gap may be covered or not.</summary>
    /// <param name="pastToo">Also past epochs with stored updates. Only a handshake finds out that a gap is filled.</param>
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

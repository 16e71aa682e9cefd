using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Locations;

namespace Herd.Tests.Simulation;

/// <summary>
/// One run of a whole herd on virtual time: a random topology, fixed or changing with different views at different nodes,
/// under random updates, cuts, crashes and slow links; then all heals and it must agree. The same seed makes the same run.
/// </summary>
internal sealed class HerdSimulation : IDisposable
{
    private readonly Random _random;
    private readonly SimulatedHerd _herd;
    private readonly List<(string A, string B)> _links = [];
    private readonly Dictionary<(string Origin, ulong Epoch), List<byte[]>> _accepted = [];
    private readonly HashSet<byte[]> _required = [];
    private readonly bool _isAuto;
    private readonly bool _changes;
    private readonly int _nodeCount;
    private bool _isMemoryShort;

    public HerdSimulation(int seed, SimulatedActors actors)
    {
        _random = new Random(seed);
        _herd = new SimulatedHerd(_random, LinkSettings.Default with { MaxPendingBytes = _random.Next(2) == 0 ? 2_000 : 200_000 }, actors);
        _isAuto = _random.Next(20) == 0;
        _changes = _isAuto || _random.Next(3) == 0;
        _nodeCount = _isAuto ? _random.Next(8, 21) : _random.Next(2, 8);
        if (_isAuto)
            _links.AddRange(Topology.LinksOf(Names()).Select(link => (link.First, link.Second)));
        else
            MakeTopology();
        foreach (var name in Names())
        {
            // One that joined knows nobody yet.
            var neighbours = _changes && _random.Next(3) == 0 ? [] : Neighbours(name);
            _herd.Add(name, neighbours).ClockSkew = Skew();
        }
    }

    /// <summary>Runs until all agree, or throws what is wrong.</summary>
    /// <returns>How long it took from the heal until all agreed, locations and vectors, in virtual time.</returns>
    public TimeSpan Run()
    {
        foreach (var node in Nodes)
            node.Start();
        for (var step = _random.Next(100, 400); step > 0; step--)
        {
            Disturb();
            WithWhatMemoryThereIs(() =>
            {
                Report();
                _herd.Advance();
            });
            if (step % 25 == 0)
                CheckClaims();
        }

        return Heal();
    }

    /// <summary>A hash of all that happened.</summary>
    public ulong Trace => Network.Trace;

    /// <summary>All that happened, as a hash, and what each node knows.</summary>
    public string Summary() =>
        $"{Network.Now} {Trace:x16}\n{string.Join('\n', Nodes.Select(node => $"{node.Name} {node.Table.Count} {node.Table.Digest:x} {node.Table.Vector}"))}";

    /// <summary>How often there was no memory for what a table was to take.</summary>
    public int Shortages { get; private set; }

    private IReadOnlyList<SimulatedNode> Nodes => _herd.Nodes;

    private SimulatedNetwork Network => _herd.Network;

    public void Dispose() => _herd.Dispose();

    private IEnumerable<string> Names() => Enumerable.Range(0, _nodeCount).Select(number => $"N{number}");

    private void MakeTopology()
    {
        // A random tree keeps it connected; some more links make rings.
        for (var number = 1; number < _nodeCount; number++)
            _links.Add(($"N{_random.Next(number)}", $"N{number}"));
        for (var extra = _random.Next(_nodeCount); extra > 0; extra--)
        {
            var (a, b) = (_random.Next(_nodeCount), _random.Next(_nodeCount));
            if (a != b && !_links.Contains(($"N{a}", $"N{b}")) && !_links.Contains(($"N{b}", $"N{a}")))
                _links.Add(($"N{a}", $"N{b}"));
        }
    }

    private List<string> Neighbours(string name) =>
        [.. _links.Where(link => link.A == name || link.B == name).Select(link => link.A == name ? link.B : link.A)];

    private TimeSpan Skew() => TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? _random.Next(-5_000, 5_000) : 0);

    /// <summary>While memory is short, tables find none left now and then: their registries crash, and are started again.</summary>
    private void WithWhatMemoryThereIs(Action action)
    {
        _isMemoryShort = _random.Next(30) == 0 ? !_isMemoryShort : _isMemoryShort;
        if (_isMemoryShort)
        {
            Memory.Taking = () =>
            {
                if (_random.Next(4) != 0)
                    return;
                Shortages++;
                throw new OutOfMemoryException("none left, in a simulation");
            };
        }

        try
        {
            action();
        }
        finally
        {
            Memory.Taking = null;
        }
    }

    private void Disturb()
    {
        var node = Nodes[_random.Next(Nodes.Count)];
        var (a, b) = _links[_random.Next(_links.Count)];
        switch (_random.Next(120))
        {
            case < 2:
                Network.Cut(a, b);
                Network.Cut(b, a);
                break;
            case < 3:
                Network.Cut(a, b);
                break;
            case < 5:
                Network.Heal();
                break;
            case < 6:
                Network.BytesPerSecond[(a, b)] = _random.Next(500, 50_000);
                break;
            case < 8 when node.IsUp:
                Crash(node);
                break;
            case < 20 when !node.IsUp:
                node.Start();
                break;
            case < 30 when node.IsUp:
                node.Save();
                break;
            case < 45 when _changes:
                node.SetNeighbours(View(node.Name));
                break;
        }
    }

    /// <summary>What a node may take for its neighbours, knowing of some members only, or wrongly.</summary>
    private List<string> View(string name)
    {
        if (_random.Next(3) == 0)
            return Neighbours(name);
        var known = Names().Where(_ => _random.Next(4) != 0);
        return _isAuto
            ? [.. Topology.NeighboursOf(name, known)]
            : [.. known.Where(other => other != name && _random.Next(2) == 0)];
    }

    private void Crash(SimulatedNode node)
    {
        node.Crash(losesDisk: _random.Next(3) == 0, silently: _random.Next(2) == 0);
        // What nobody else had yet, nor the disk, went with it.
        _required.RemoveWhere(update => !Nodes.Any(other => other.IsUp ? other.HasOrNewer(update) : other.SavedOrNewer(update)));
    }

    private void Report()
    {
        for (var count = _random.Next(4) == 0 ? _random.Next(60) : _random.Next(3); count > 0; count--)
        {
            var node = Nodes[_random.Next(Nodes.Count)];
            if (!node.IsUp)
                continue;
            var client = $"client-{_random.Next(_random.Next(2) == 0 ? 5 : 200)}";
            if (node.Report(client, _random.Next(1_000)) is not { } frame)
                continue;
            var key = (node.Name, new UpdateFrame(frame).Epoch);
            if (!_accepted.TryGetValue(key, out var accepted))
                _accepted[key] = accepted = [];
            accepted.Add(frame);
            if ((ulong)accepted.Count != new UpdateFrame(frame).Sequence)
                throw new SimulationFailedException("sequence numbers aren't 1, 2, 3 …");
            _required.Add(frame);
        }
    }

    /// <summary>No version vector claims what its node lacks.</summary>
    private void CheckClaims()
    {
        foreach (var node in Nodes.Where(node => node.IsUp))
        {
            foreach (var (origin, epoch, sequence) in node.Table.Vector.Entries)
            {
                var accepted = _accepted[(origin, epoch)];
                if (sequence > (ulong)accepted.Count)
                    throw new SimulationFailedException($"{node.Name} claims {origin}:{sequence} of {accepted.Count}");
                if (accepted.Take((int)sequence).FirstOrDefault(update => !node.HasOrNewer(update)) is { } lacking)
                    throw new SimulationFailedException($"{node.Name} claims {origin}:{sequence} and lacks {Updates.Describe(lacking)[0]}");
            }
        }
    }

    private TimeSpan Heal()
    {
        Network.Heal();
        foreach (var node in Nodes)
        {
            if (_changes)
                node.SetNeighbours(Neighbours(node.Name));
            if (!node.IsUp)
                node.Start();
        }

        var took = _herd.AdvanceUntilAgreed(Nodes);
        took += _herd.AdvanceUntilVectorsAgree(Nodes);
        CheckClaims();
        foreach (var node in Nodes)
        {
            if (_required.FirstOrDefault(update => !node.HasOrNewer(update)) is { } lacking)
                throw new SimulationFailedException($"{node.Name} lacks {Updates.Describe(lacking)[0]}, which was accepted");
        }

        return took;
    }
}

/// <summary>What a simulation found wrong.</summary>
internal sealed class SimulationFailedException(string message) : Exception(message);

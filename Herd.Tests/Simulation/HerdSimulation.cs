using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Tests.Locations;

namespace Herd.Tests.Simulation;

/// <summary>A random herd on virtual time under random faults; after the heal its nodes must agree. The seed determines the run.</summary>
internal sealed class HerdSimulation : IDisposable
{
    /// <summary>After the heal a node waits at most a second before it calls again.</summary>
    private static readonly TimeSpan MaxAgreement = TimeSpan.FromSeconds(2);

    /// <summary>A silent link is dropped by then.</summary>
    private static readonly TimeSpan UntilFoundDead = LinkSettings.Default.DeadAfter * 4 / 3 + TimeSpan.FromSeconds(0.1);

    private readonly SimulatedActors _actors;
    private readonly Random _random;
    private readonly SimulatedHerd _herd;
    private readonly List<(string A, string B)> _links = [];
    private readonly Dictionary<(string Origin, ulong Epoch), List<byte[]>> _accepted = [];
    private readonly HashSet<byte[]> _required = [];
    private readonly Dictionary<SimulatedNode, List<byte[]>> _acknowledged = [];
    private readonly List<(SimulatedNode Node, SimulatedReporter Reporter)> _waiting = [];
    private readonly StorageAck _ack;
    private readonly bool _isAuto;
    private readonly bool _changes;
    private readonly int _nodeCount;
    private bool _isMemoryShort;
    private bool _areDisksFailing;

    public HerdSimulation(int seed, SimulatedActors actors)
    {
        _actors = actors;
        _random = new Random(seed);
        _herd = new SimulatedHerd(_random, LinkSettings.Default with { MaxPendingBytes = _random.Next(2) == 0 ? 2_000 : 200_000 }, actors);
        Network.BufferBytes = _random.Next(2) == 0 ? 1024 : 16 * 1024;
        _isAuto = _random.Next(20) == 0;
        _changes = _isAuto || _random.Next(3) == 0;
        _ack = _random.Next(2) == 0 ? StorageAck.Disk : StorageAck.Memory;
        _nodeCount = _isAuto ? _random.Next(8, 21) : _random.Next(2, 8);
        if (_isAuto)
            _links.AddRange(AutoLinks.LinksOf(Names()).Select(link => (link.First, link.Second)));
        else
            MakeTopology();
        foreach (var name in Names())
        {
            var neighbours = _changes && _random.Next(3) == 0 ? [] : Neighbours(name);
            _herd.Add(name, neighbours, ack: _ack, nextFault: NextDiskFault).ClockSkew = Skew();
        }

        foreach (var node in Nodes)
            _acknowledged[node] = [];
    }

    /// <summary>Returns the virtual time from the heal until all agree, in locations and vectors.</summary>
    public TimeSpan Run()
    {
        foreach (var node in Nodes)
            node.Start();
        for (var step = _random.Next(100, 400); step > 0; step--)
        {
            WithWhatMemoryThereIs(() =>
            {
                Disturb();
                Report();
                _herd.Advance();
            });
            if (step % 25 == 0)
                CheckClaims();
        }

        if (_random.Next(8) == 0)
            CutForLong();
        var time = Heal();
        CheckFloods();
        CheckRestart();
        return time;
    }

    public ulong Trace => Network.Trace;

    public string Summary() =>
        $"{Network.Now} {Trace:x16}\n{string.Join('\n', Nodes.Select(node => $"{node.Name} {node.Table.Count} {node.Table.Digest:x} {node.Table.Vector}"))}";

    public int Shortages { get; private set; }

    public int DiskFaults { get; private set; }

    public int Acknowledged { get; private set; }

    private IReadOnlyList<SimulatedNode> Nodes => _herd.Nodes;

    private SimulatedNetwork Network => _herd.Network;

    public void Dispose() => _herd.Dispose();

    private IEnumerable<string> Names() => Enumerable.Range(0, _nodeCount).Select(number => $"N{number}");

    private void MakeTopology()
    {
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

    /// <summary>While memory is short, allocations fail now and then: registries crash and are restarted.</summary>
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
                throw _random.Next(2) == 0 ? new OutOfMemoryException("none left, in a simulation") : new SimulatedBugException();
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

    private SimulatedCopy.Fault? NextDiskFault()
    {
        if (!_areDisksFailing || _random.Next(4) != 0)
            return null;
        DiskFaults++;
        return new SimulatedCopy.Fault(
            _random.Next(3) == 0 ? new SimulatedBugException() : new IOException("the disk is full, in a simulation"), _random.Next(2) == 0);
    }

    private void Disturb()
    {
        _areDisksFailing = _random.Next(40) == 0 ? !_areDisksFailing : _areDisksFailing;
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
            case < 24 when node.IsUp:
                Flush(node);
                break;
            case < 25:
                node.Disk.Erase();
                _acknowledged[node].Clear();
                ForgetWhatIsLost();
                break;
            case < 45 when _changes:
                node.SetNeighbours(View(node.Name));
                break;
        }
    }

    private List<string> View(string name)
    {
        if (_random.Next(3) == 0)
            return Neighbours(name);
        var known = Names().Where(_ => _random.Next(4) != 0);
        return _isAuto
            ? [.. AutoLinks.NeighboursOf(name, known)]
            : [.. known.Where(other => other != name && _random.Next(2) == 0)];
    }

    private void Crash(SimulatedNode node)
    {
        var losesDisk = _random.Next(3) == 0;
        node.Crash(losesDisk, silently: _random.Next(2) == 0);
        _waiting.RemoveAll(waiting => waiting.Node == node);
        if (losesDisk)
            _acknowledged[node].Clear();
        if (_acknowledged[node].FirstOrDefault(update => !node.SavedOrNewer(update)) is { } lost)
            throw new SimulationFailedException($"{node.Name} answered that it saved {Updates.Describe(lost)[0]}, and it isn't on its disk");
        ForgetWhatIsLost();
    }

    /// <summary>An update is lost if only the crashed node had it, and its disk doesn't hold it.</summary>
    private void ForgetWhatIsLost() =>
        _required.RemoveWhere(update => !Nodes.Any(node => node.IsUp ? node.HasOrNewer(update) : node.SavedOrNewer(update)));

    private void Report()
    {
        for (var count = _random.Next(4) == 0 ? _random.Next(60) : _random.Next(3); count > 0; count--)
        {
            var node = Nodes[_random.Next(Nodes.Count)];
            if (!node.IsUp)
                continue;
            var client = $"client-{_random.Next(_random.Next(2) == 0 ? 5 : 200)}";
            byte[]? told = null;
            var isAnswered = false;
            var reporter = _actors.MakeReporter(answer =>
            {
                isAnswered = answer is Reported;
                if (isAnswered && told is not null)
                    OnAnswered(node, told);
            });
            _waiting.Add((node, reporter));
            if (node.Report(client, _random.Next(1_000), reporter) is not { } frame)
                continue;
            told = frame;
            if (isAnswered)
                OnAnswered(node, frame);
            var key = (node.Name, new UpdateFrame(frame).Epoch);
            if (!_accepted.TryGetValue(key, out var accepted))
                _accepted[key] = accepted = [];
            accepted.Add(frame);
            if ((ulong)accepted.Count != new UpdateFrame(frame).Sequence)
                throw new SimulationFailedException("sequence numbers aren't 1, 2, 3 …");
            _required.Add(frame);
        }
    }

    private void OnAnswered(SimulatedNode node, byte[] update)
    {
        Acknowledged++;
        if (_ack != StorageAck.Disk)
            return;
        if (!node.SavedOrNewer(update))
            throw new SimulationFailedException($"{node.Name} answers that it saved {Updates.Describe(update)[0]}, and it hasn't");
        _acknowledged[node].Add(update);
    }

    private void Flush(SimulatedNode node)
    {
        var wanted = SimulatedNode.FramesOf(node.Copy()).ToList();
        var erasures = node.Disk.Erasures;
        node.Flush(_actors.MakeReporter(answer =>
        {
            // After an erasure saved updates may be gone.
            if (((Flushed)answer).IsAll && node.Disk.Erasures == erasures && wanted.Find(update => !node.SavedOrNewer(update)) is { } lacking)
                throw new SimulationFailedException($"{node.Name} says that it flushed all, and lacks {Updates.Describe(lacking)[0]}");
        }));
    }

    /// <summary>No version vector, in memory or on disk, covers an update that is missing there.</summary>
    private void CheckClaims()
    {
        foreach (var node in Nodes)
        {
            if (node.IsUp)
                CheckClaims(node.Name, node.Table.Vector, node.HasOrNewer);
            CheckClaims($"{node.Name}'s disk", node.Disk.Vector, node.SavedOrNewer);
        }
    }

    private void CheckClaims(string who, VersionVector vector, Func<byte[], bool> has)
    {
        foreach (var (origin, epoch, sequence) in vector.Entries)
        {
            var accepted = _accepted[(origin, epoch)];
            if (sequence > (ulong)accepted.Count)
                throw new SimulationFailedException($"{who} claims {origin}:{sequence} of {accepted.Count}");
            if (accepted.Take((int)sequence).FirstOrDefault(update => !has(update)) is { } lacking)
                throw new SimulationFailedException($"{who} claims {origin}:{sequence} and lacks {Updates.Describe(lacking)[0]}");
        }
    }

    /// <summary>Long cuts test that the backoff between calls is bounded.</summary>
    private void CutForLong()
    {
        var side = Names().Where(_ => _random.Next(2) == 0).ToList();
        foreach (var one in side)
        {
            foreach (var other in Names().Except(side))
            {
                Network.Cut(one, other);
                Network.Cut(other, one);
            }
        }

        _herd.Advance(TimeSpan.FromSeconds(_random.Next(10, 25)));
    }

    private TimeSpan Heal()
    {
        Network.Heal();
        _areDisksFailing = false;
        foreach (var node in Nodes)
        {
            if (_changes)
                node.SetNeighbours(Neighbours(node.Name));
            if (!node.IsUp)
                node.Start();
        }

        var took = _herd.AdvanceUntilAgreed(Nodes);
        took += _herd.AdvanceUntilVectorsAgree(Nodes);
        if (took > MaxAgreement)
            throw new SimulationFailedException($"they agreed {took.TotalSeconds:0.00} s after the heal");
        foreach (var node in Nodes)
            node.ExchangeAnew();
        if (_herd.AdvanceUntilVectorsAgree(Nodes, pastToo: true) > MaxAgreement)
            throw new SimulationFailedException("vectors that were exchanged anew took over 2 s to agree");
        CheckClaims();
        foreach (var node in Nodes)
        {
            if (_required.FirstOrDefault(update => !node.HasOrNewer(update)) is { } lacking)
                throw new SimulationFailedException($"{node.Name} lacks {Updates.Describe(lacking)[0]}, which was accepted");
        }

        return took;
    }

    /// <summary>In a healed herd each flood takes the minimum of frames, and no link is lost.</summary>
    private void CheckFloods()
    {
        // Wait until duplicate and dead connections are gone, and disks have caught up.
        _herd.Advance(UntilFoundDead + TimeSpan.FromSeconds(1));
        if (_waiting.Find(waiting => waiting.Reporter.Answer is null) is { Reporter: not null } forgotten)
            throw new SimulationFailedException($"{forgotten.Node.Name} never answers a reporter");
        var lost = Nodes.Sum(LinksLost);
        Network.Traffic.BeginCalm();
        var updates = _accepted.Values.Sum(accepted => accepted.Count);
        for (var turn = 0; turn < 3; turn++)
        {
            Report();
            _herd.Advance();
        }

        updates = _accepted.Values.Sum(accepted => accepted.Count) - updates;
        if (_herd.AdvanceUntilAgreed(Nodes) + _herd.AdvanceUntilVectorsAgree(Nodes) > TimeSpan.FromSeconds(0.5))
            throw new SimulationFailedException("a flood took half a second");
        _herd.Advance(UntilFoundDead);
        // Each node but the origin sends an update on all its links but one.
        var needed = updates * ((2 * _links.Count) - (_nodeCount - 1));
        if (Network.Traffic.Updates != needed)
            throw new SimulationFailedException($"{updates} updates took {Network.Traffic.Updates} frames instead of {needed}");
        Network.Traffic.EndCalm();
        if (Nodes.Sum(LinksLost) != lost)
            throw new SimulationFailedException($"a link was lost without a reason:\n{string.Join('\n', Nodes.Select(node => $"{node.Name}:\n{node.Log.AllNotes}"))}");
    }

    /// <summary>A node that restarts and missed nothing gets no updates, and costs no other link.</summary>
    private void CheckRestart()
    {
        var node = Nodes[_random.Next(Nodes.Count)];
        var others = Nodes.Where(other => other != node).ToList();
        var lost = others.ToDictionary(other => other, LinksLost);
        // If an epoch's first updates were lost with a disk, no vector ever covers those after the gap.
        var unclaimed = SimulatedNode.FramesOf(node.Copy()).Count(update => !node.Claims(update));
        Network.Traffic.CountAnew();
        node.Crash(losesDisk: false, silently: _random.Next(2) == 0);
        node.Start();
        _herd.Advance(UntilFoundDead);
        if (_herd.AdvanceUntilAgreed(Nodes) + _herd.AdvanceUntilVectorsAgree(Nodes) > TimeSpan.Zero)
            throw new SimulationFailedException($"{node.Name} started again and doesn't agree");
        if (Network.Traffic.Updates > unclaimed * 2 * Neighbours(node.Name).Count)
            throw new SimulationFailedException($"{Network.Traffic.Updates} updates were sent because {node.Name} started again, which lacked none and had {unclaimed} that nobody claims");
        foreach (var other in others)
        {
            var expected = Neighbours(node.Name).Contains(other.Name) ? 1 : 0;
            if (LinksLost(other) - lost[other] != expected)
                throw new SimulationFailedException($"{other.Name} lost {LinksLost(other) - lost[other]} links when {node.Name} started again");
        }
    }

    private static int LinksLost(SimulatedNode node) => node.Log.AllNotes.Split('\n').Count(note => note.Contains(" lost: ", StringComparison.Ordinal));
}

internal sealed class SimulationFailedException(string message) : Exception(message);

using System.Buffers;
using Akka.Actor;
using Akka.TestKit;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Clients;
using Herd.Tests.Locations;

namespace Herd.Tests.Simulation;

/// <summary>A node of a simulated herd: the real registry, gossip and links, on the test's own thread.</summary>
internal sealed class SimulatedNode(
    string name, IReadOnlyList<string> neighbours, SimulatedHost actors, SimulatedNetwork network, LinkSettings settings, string? host = null)
{
    private readonly string _host = host ?? name;
    private LocationRegistry.State? _state;
    private IActorRef _gossip = ActorRefs.Nobody;
    private IActorRef _registry = ActorRefs.Nobody;
    private byte[] _disk = [];
    private VersionVector _diskVector = VersionVector.Empty;
    private ulong _epoch;
    private int _starts;

    public string Name { get; } = name;

    /// <summary>What it was told last; it starts with them too.</summary>
    public IReadOnlyList<string> Neighbours { get; private set; } = neighbours;

    /// <summary>What happened to its links.</summary>
    public RecordingLog Log { get; } = new();

    public bool IsUp => _state is not null;

    public LocationTable Table => _state!.Table;

    /// <summary>How far this node's clock is from the true time.</summary>
    public TimeSpan ClockSkew { get; set; }

    private long Clock => 1_700_000_000_000_000_000 + (network.Now + ClockSkew).Ticks * 100;

    public void Start()
    {
        _epoch = Math.Max(_epoch + 1, (ulong)Clock);
        var table = new LocationTable(Name, _epoch);
        foreach (var frame in FramesOf(_disk))
            table.Learn(frame);
        table.Merge(_diskVector);

        // Small parts, so that much happens between them.
        _state = new LocationRegistry.State(table) { CatchUpPartBytes = 300 };
        var suffix = $"{_host}-{++_starts}";
        _registry = actors.Start(LocationRegistry.Props(_state), $"registry-{suffix}");
        var setup = new GossipActor.Setup(
            new NodeIdentity("simulated", Name, _epoch),
            At(Neighbours),
            settings,
            _registry,
            network.ConnectorOf(_host),
            Log,
            network.Random,
            TimeProvider.System,
            CallingThreadDispatcher.Id);
        _gossip = actors.Start(GossipActor.Props(setup), $"gossip-{suffix}");
        network.Listen(_host, _gossip);
    }

    /// <summary>From one moment to the next nothing of it runs any more.</summary>
    /// <param name="losesDisk">What it had saved is gone too.</param>
    /// <param name="silently">As when the machine lost power: nobody's connection is closed.</param>
    public void Crash(bool losesDisk, bool silently)
    {
        network.Vanish(_host, silently);
        actors.Stop(_gossip);
        actors.Stop(_registry);
        _state = null;
        if (losesDisk)
            (_disk, _diskVector) = ([], VersionVector.Empty);
    }

    /// <summary>It forgets that it was ever started, as with its disk; the clock alone says what its next boot epoch is.</summary>
    public void LoseEpoch() => _epoch = 0;

    /// <summary>From now on it is to be linked with these, whether or not they exist.</summary>
    public void SetNeighbours(IReadOnlyList<string> neighbours)
    {
        Neighbours = neighbours;
        if (IsUp)
            _gossip.Tell(new GossipActor.SetNeighbours(At(neighbours)), ActorRefs.NoSender);
    }

    /// <summary>Saves what is known, the vector with it, as the durable copy does in one transaction.</summary>
    public void Save()
    {
        _disk = Copy();
        _diskVector = Table.Vector;
    }

    /// <summary>A client says where it is.</summary>
    /// <returns>The stamped frame, if it was accepted; else null.</returns>
    public byte[]? Report(string client, long time)
    {
        var frame = Updates.Frame(client, time, Name, receipt: Clock);
        _registry.Tell(new Report(frame, 1), ActorRefs.NoSender);
        // One that its registry crashed over has a stamp, and isn't there.
        return new UpdateFrame(frame).Sequence != 0 && HasOrNewer(frame) ? frame : null;
    }

    /// <summary>All stored frames.</summary>
    public byte[] Copy()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var reader = Table.OpenCatchUp(VersionVector.Empty);
        Table.Read(reader, bytes, int.MaxValue, out _);
        Table.Close(reader);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Whether this node has an update, or a newer one for its client.</summary>
    public bool HasOrNewer(byte[] update)
    {
        var frame = new UpdateFrame(update);
        var stored = Table.Find(frame.Client);
        return !stored.IsEmpty && !frame.IsNewerThan(new UpdateFrame(stored));
    }

    /// <summary>Whether what it saved has an update, or a newer one for its client.</summary>
    public bool SavedOrNewer(byte[] update)
    {
        var wanted = new UpdateFrame(update);
        foreach (var bytes in FramesOf(_disk))
        {
            var frame = new UpdateFrame(bytes);
            if (frame.Client.SequenceEqual(wanted.Client) && !wanted.IsNewerThan(frame))
                return true;
        }

        return false;
    }

    private static IReadOnlyList<Neighbour> At(IEnumerable<string> names) => [.. names.Select(name => new Neighbour(name, name, 1))];

    private static IEnumerable<byte[]> FramesOf(byte[] frames)
    {
        for (var at = 0; at < frames.Length;)
        {
            var length = BitConverter.ToInt32(frames, at);
            yield return frames[at..(at + length)];
            at += length;
        }
    }
}

using System.Buffers;
using Akka.Actor;
using Akka.TestKit;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Tests.Clients;
using Herd.Tests.Locations;

namespace Herd.Tests.Simulation;

/// <summary>A node of a simulated herd: the real registry, storage actor, gossip and links, on the test's own thread.</summary>
internal sealed class SimulatedNode(
    string name, IReadOnlyList<string> neighbours, SimulatedHost actors, SimulatedNetwork network, LinkSettings settings, string? host = null)
{
    private readonly string _host = host ?? name;
    private LocationRegistry.State? _state;
    private IActorRef _gossip = ActorRefs.Nobody;
    private IActorRef _registry = ActorRefs.Nobody;
    private IActorRef _store = ActorRefs.Nobody;
    private ulong _epoch;
    private int _starts;

    public string Name { get; } = name;

    /// <summary>What it was told last; it starts with them too.</summary>
    public IReadOnlyList<string> Neighbours { get; private set; } = neighbours;

    /// <summary>What happened to its links.</summary>
    public RecordingLog Log { get; } = new();

    public SimulatedDisk Disk { get; } = new();

    /// <summary>When reports are answered.</summary>
    public StorageAck Ack { get; init; }

    /// <summary>What fails next of the durable copy; null: nothing does.</summary>
    public Func<SimulatedCopy.Fault?> NextFault { get; init; } = () => null;

    public bool IsUp => _state is not null;

    public LocationTable Table => _state!.Table;

    /// <summary>How far this node's clock is from the true time.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The clock of its registry; null: the machine's.</summary>
    public TimeProvider? RegistryClock { get; set; }

    private long Clock => 1_700_000_000_000_000_000 + (network.Now + ClockSkew).Ticks * 100;

    public void Start()
    {
        _epoch = Math.Max(_epoch + 1, (ulong)Clock);
        LocationTable table;
        try
        {
            if (NextFault() is { } fault)
                throw fault.Error;
            table = Disk.Load(Name, _epoch);
        }
        catch (Exception fault) when (fault is IOException or SimulatedBugException or OutOfMemoryException)
        {
            // It doesn't start with less than there is; somebody starts it again.
            return;
        }

        // Small parts, so that much happens between them.
        _state = new LocationRegistry.State(table, Ack == StorageAck.Disk) { CatchUpPartBytes = 300, Clock = RegistryClock ?? TimeProvider.System };
        var suffix = $"{_host}-{++_starts}";
        _registry = actors.Start(LocationRegistry.Props(_state), $"registry-{suffix}");
        _store = actors.Start(DurableStore.Props(new SimulatedCopy(Disk, NextFault), Ack, _registry), $"storage-{suffix}");
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
        actors.Stop(_store);
        actors.Stop(_registry);
        _state = null;
        if (losesDisk)
            Disk.Erase();
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

    /// <summary>Asks for all to be saved.</summary>
    public void Flush(IActorRef asker) => _store.Tell(Herd.Actors.Storage.Flush.Instance, asker);

    /// <summary>All its links start over, as when its registry was restarted.</summary>
    public void ExchangeAnew() => _gossip.Tell(Herd.Actors.Locations.ExchangeAnew.Instance, ActorRefs.NoSender);

    /// <summary>A client says where it is.</summary>
    /// <param name="client">Its ID.</param>
    /// <param name="time">What it says, POSIX seconds.</param>
    /// <param name="reporter">Who is answered; null: nobody.</param>
    /// <returns>The stamped frame, if it was accepted; else null.</returns>
    public byte[]? Report(string client, long time, IActorRef? reporter = null)
    {
        var frame = Updates.Frame(client, time, Name, receipt: Clock);
        _registry.Tell(new Report(frame, 1), reporter ?? ActorRefs.NoSender);
        // One that its registry crashed over has a stamp, and isn't there.
        return new UpdateFrame(frame).Sequence != 0 && HasOrNewer(frame) ? frame : null;
    }

    /// <summary>Somebody wants a client to be forgotten.</summary>
    /// <returns>The tombstone.</returns>
    public byte[] Forget(string client)
    {
        _registry.Tell(new Forget(Updates.Id(client)), ActorRefs.NoSender);
        return Table.FindSameClient(new UpdateFrame(Updates.Frame(client, 0))).ToArray();
    }

    /// <summary>Its membership says who is in the herd.</summary>
    public void ShowMembers(IReadOnlyList<SimulatedNode> nodes)
    {
        IReadOnlyList<MemberId> members = [.. nodes.Select(node => new MemberId(node.Describe(), node.Table.Epoch, $"{node.Name}:1", 1))];
        _gossip.Tell(new GossipActor.ShowPresence(new Presence(Describe(), Table.Epoch, new ClusterId(1, "N0"), members)), ActorRefs.NoSender);
    }

    private NodeDescription Describe() => new(Name, Name, 1, 1, 1);

    /// <summary>All stored frames. It is the test that looks, so there is memory for it.</summary>
    public byte[] Copy()
    {
        var taking = Memory.Taking;
        Memory.Taking = null;
        var bytes = new ArrayBufferWriter<byte>();
        var reader = Table.OpenCatchUp(VersionVector.Empty);
        Table.Read(reader, bytes, int.MaxValue, out _);
        Table.Close(reader);
        Memory.Taking = taking;
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Whether this node has an update, or a newer one for its client.</summary>
    public bool HasOrNewer(byte[] update) => IsOrIsNewer(Table.FindSameClient(new UpdateFrame(update)), update);

    /// <summary>Whether its vector covers an update.</summary>
    public bool Claims(byte[] update)
    {
        var frame = new UpdateFrame(update);
        return Table.Vector[Updates.Text(frame.Origin), frame.Epoch] >= frame.Sequence;
    }

    /// <summary>Whether what it saved has an update, or a newer one for its client.</summary>
    public bool SavedOrNewer(byte[] update) => IsOrIsNewer(Disk.Find(new UpdateFrame(update)), update);

    /// <summary>One whole frame after the other.</summary>
    public static IEnumerable<byte[]> FramesOf(byte[] frames)
    {
        for (var at = 0; at < frames.Length;)
        {
            var length = BitConverter.ToInt32(frames, at);
            yield return frames[at..(at + length)];
            at += length;
        }
    }

    private static bool IsOrIsNewer(ReadOnlySpan<byte> stored, byte[] update) =>
        !stored.IsEmpty && !new UpdateFrame(update).IsNewerThan(new UpdateFrame(stored));

    private static IReadOnlyList<Neighbour> At(IEnumerable<string> names) => [.. names.Select(name => new Neighbour(name, name, 1))];
}

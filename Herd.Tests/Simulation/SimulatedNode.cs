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

/// <summary>A node with the real registry, storage actor, gossip and links, on the test's own thread.</summary>
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

    /// <summary>The last neighbours set. They survive a restart.</summary>
    public IReadOnlyList<string> Neighbours { get; private set; } = neighbours;

    public RecordingLog Log { get; } = new();

    public SimulatedDisk Disk { get; } = new();

    public StorageAck Ack { get; init; }

    public Func<SimulatedCopy.Fault?> NextFault { get; init; } = () => null;

    public bool IsUp => _state is not null;

    public LocationTable Table => _state!.Table;

    /// <summary>Offset of this node's clock from true time.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The registry's clock; null: the machine's.</summary>
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
            // It doesn't start with incomplete data; the test starts it again.
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

    /// <summary>Stops everything at once. Silently: as on power loss, no connection is closed.</summary>
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

    /// <summary>As with its disk: only the clock determines the next boot epoch.</summary>
    public void LoseEpoch() => _epoch = 0;

    /// <summary>Neighbours needn't exist.</summary>
    public void SetNeighbours(IReadOnlyList<string> neighbours)
    {
        Neighbours = neighbours;
        if (IsUp)
            _gossip.Tell(new GossipActor.SetNeighbours(At(neighbours)), ActorRefs.NoSender);
    }

    public void Flush(IActorRef asker) => _store.Tell(Herd.Actors.Storage.Flush.Instance, asker);

    /// <summary>All its links start over, as after a restart of the registry.</summary>
    public void ExchangeAnew() => _gossip.Tell(Herd.Actors.Locations.ExchangeAnew.Instance, ActorRefs.NoSender);

    /// <summary>Returns the stamped frame, or null if it wasn't accepted. Time in POSIX seconds.</summary>
    public byte[]? Report(string client, long time, IActorRef? reporter = null)
    {
        var frame = Updates.Frame(client, time, Name, receipt: Clock);
        _registry.Tell(new Report(frame, 1), reporter ?? ActorRefs.NoSender);
        // A frame is stamped, but not stored, if the registry crashed over it.
        return new UpdateFrame(frame).Sequence != 0 && HasOrNewer(frame) ? frame : null;
    }

    public byte[] Forget(string client)
    {
        _registry.Tell(new Forget(Updates.Id(client)), ActorRefs.NoSender);
        return Table.FindSameClient(new UpdateFrame(Updates.Frame(client, 0))).ToArray();
    }

    /// <summary>Announces the members, as the node's membership would.</summary>
    public void ShowMembers(IReadOnlyList<SimulatedNode> nodes)
    {
        IReadOnlyList<MemberId> members = [.. nodes.Select(node => new MemberId(node.Describe(), node.Table.Epoch, $"{node.Name}:1", 1))];
        _gossip.Tell(new GossipActor.ShowPresence(new Presence(Describe(), Table.Epoch, new ClusterId(1, "N0"), members)), ActorRefs.NoSender);
    }

    private NodeDescription Describe() => new(Name, Name, 1, 1, 1);

    /// <summary>All stored frames. Simulated memory shortage doesn't apply to the test itself.</summary>
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

    public bool HasOrNewer(byte[] update) => IsOrIsNewer(Table.FindSameClient(new UpdateFrame(update)), update);

    public bool Claims(byte[] update)
    {
        var frame = new UpdateFrame(update);
        return Table.Vector[Updates.Text(frame.Origin), frame.Epoch] >= frame.Sequence;
    }

    /// <summary>Whether its disk has the update, or a newer one of the client.</summary>
    public bool SavedOrNewer(byte[] update) => IsOrIsNewer(Disk.Find(new UpdateFrame(update)), update);

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

using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Gossip;

/// <summary>
/// The link with one other node. Both neighbours call each other until one connection holds. The node whose name sorts first picks
/// the connection to use: the newest that is proved (<see cref="TryUse"/>). A caller that is no neighbour is a guest; its link ends with
/// its connection.
/// </summary>
public sealed partial class PeerLink : ReceiveActor, IWithTimers
{
    private readonly GossipActor.Setup _setup;
    private readonly Peer _peer;
    private readonly bool _decides;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Namesakes _namesakes;
    private readonly LinkCounters _counters;

    /// <summary>Connections that aren't in use, or not yet.</summary>
    private readonly Dictionary<LinkConnection, Handshake> _handshakes = [];

    private TimeSpan _backoff;
    private bool _isCalling;
    private EstablishedLink? _link;
    private bool _isFull;
    private bool _isHeard;
    private bool _isEnding;

    public PeerLink(GossipActor.Setup setup, Peer peer)
    {
        _setup = setup;
        _peer = peer;
        _decides = string.CompareOrdinal(setup.Identity.Name, peer.Name) < 0;
        _namesakes = new Namesakes(peer.Name);
        _counters = setup.Telemetry?.LinkWith(peer.Name) ?? new LinkCounters();
        _backoff = setup.Settings.MinBackoff;

        Receive<BeNeighbour>(message => OnBeNeighbour(message.Neighbour));
        Receive<BeGuest>(_ => OnBeGuest());
        Receive<Show>(OnShow);
        Receive<Covers>(covers => _link?.OnCovers(covers.Coverage));
        Receive<Call>(_ => OnCall());
        Receive<LinkConnected>(connected => OnConnected(connected.Connection));
        Receive<LinkNotConnected>(OnNotConnected);
        Receive<Caller.Proven>(OnProven);
        Receive<HandshakeTooLong>(late => OnHandshakeTooLong(late.Connection));
        Receive<LinkRead>(OnRead);
        Receive<LinkDrained>(OnDrained);
        Receive<LinkClosed>(OnClosed);
        Receive<Learned>(OnLearned);
        Receive<Disbelieved>(disbelieved => LoseLink(_link?.OnDisbelieved(disbelieved)));
        Receive<CurrentVector>(current => _link?.OnCurrentVector(current));
        Receive<Flood>(flood => _link?.OnFlood(flood));
        Receive<FloodCovered>(covered => _link?.OnFloodCovered(covered));
        Receive<CatchUpPart>(part => _link?.OnCatchUpPart(part));
        Receive<ExchangeAnew>(_ => LoseLink("the registry was restarted"));
        Receive<Heartbeat>(_ => LoseLink(_link?.OnHeartbeat()));
        Receive<GetLinkStatus>(_ => Sender.Tell(Status));
    }

    /// <summary>To the parent, once: the neighbour has sent all that this node lacked, or the first attempt at a link failed.</summary>
    public sealed record Heard(string Neighbour);

    /// <summary>To the parent: the other node has sent its vector on the link.</summary>
    public sealed record Made(string Neighbour);

    public sealed record Shown(Presence Presence);

    /// <summary>To the parent: the other node sent a coverage. To a link: send it to the other node.</summary>
    public sealed record Covers(string Neighbour, Coverage Coverage);

    public sealed record Gone(string Neighbour);

    /// <summary>To the parent: nobody needs this link any more, so it can be stopped.</summary>
    public sealed record Ended(string Neighbour);

    /// <summary>To a link: the other node is a neighbour from now on, perhaps at another address than before.</summary>
    public sealed record BeNeighbour(Neighbour Neighbour);

    /// <summary>To a link: the other node is no longer a neighbour. A connection that it made stays.</summary>
    public sealed record BeGuest
    {
        public static BeGuest Instance { get; } = new();
    }

    /// <summary>To a link: send this presence now and at the start of each connection.</summary>
    public sealed record Show(Presence Presence);

    public ITimerScheduler Timers { get; set; } = null!;

    private LinkSettings Settings => _setup.Settings;

    private LinkStatus Status => _link is null
        ? new LinkStatus(_peer.Name, LinkState.Down, 0)
        : new LinkStatus(_peer.Name, _link.State == LinkState.Live && _isFull ? LinkState.Full : _link.State, _link.PendingBytes);

    public static Props Props(GossipActor.Setup setup, Neighbour neighbour) => Props(setup, new Peer(neighbour.Name) { Neighbour = neighbour });

    public static Props PropsOfGuest(GossipActor.Setup setup, string name) => Props(setup, new Peer(name));

    private static Props Props(GossipActor.Setup setup, Peer peer) => Akka.Actor.Props.Create(() => new PeerLink(setup, peer));

    protected override void PreStart()
    {
        _counters.IsInUse = true;
        if (_peer.Neighbour is not null)
            Self.Tell(Call.Instance);
    }

    protected override void PostRestart(Exception reason)
    {
        _counters.IsInUse = true;
        CallLaterIfDown();
    }

    protected override void PostStop()
    {
        foreach (var connection in _handshakes.Keys)
            connection.Close();
        _link?.Close(null);
        _counters.Link = null;
        _counters.IsInUse = false;
    }

    private void OnBeNeighbour(Neighbour neighbour)
    {
        var isElsewhere = _peer.Neighbour is { } before && before != neighbour;
        _peer.Neighbour = neighbour;
        _isEnding = false;
        if (_link is null)
        {
            _backoff = Settings.MinBackoff;
            Self.Tell(Call.Instance);
        }
        else if (isElsewhere && _link.IsCaller)
        {
            LoseLink($"it is at {neighbour.Host}:{neighbour.Port} now");
        }
    }

    private void OnBeGuest()
    {
        _peer.Neighbour = null;
        Timers.Cancel(nameof(Call));
        foreach (var (connection, handshake) in _handshakes.ToList())
        {
            if (handshake.IsCaller)
                Abandon(connection, NoNeighbour);
        }

        if (_link is { IsCaller: true })
            LoseLink(NoNeighbour);
        EndIfUnused();
    }

    private void EndIfUnused()
    {
        if (_peer.Neighbour is not null || _link is not null || _isCalling || _handshakes.Count > 0 || _isEnding)
            return;
        _isEnding = true;
        Context.Parent.Tell(new Ended(_peer.Name));
    }

    private void OnShow(Show show)
    {
        _peer.Shown = show.Presence;
        _link?.Show(show.Presence);
    }

    private void OnRead(LinkRead read)
    {
        var frames = new LinkFrames(read.Frames);
        while (frames.MoveNext())
        {
            if (IsInUse(read.Connection))
                LoseLink(_link.OnFrames(frames));
            else if (_handshakes.TryGetValue(read.Connection, out var handshake))
                OnHandshakeFrame(read.Connection, handshake, frames.Kind, frames.Body);
            else
                return;
        }

        if (IsInUse(read.Connection))
            _link.OnReadTaken();
        else
            read.Connection.ReadOn();
    }

    private void OnDrained(LinkDrained drained)
    {
        if (IsInUse(drained.Connection))
            _link.OnDrained();
    }

    private void OnClosed(LinkClosed closed)
    {
        if (IsInUse(closed.Connection))
            LoseLink(closed.Reason);
        else
            Abandon(closed.Connection, closed.Reason);
    }

    private void OnLearned(Learned learned)
    {
        if (learned.Message is LearnCovered)
            TellHeard();
        if (learned.HasNoRoom && !_isFull)
            _log.Warning("there is no room for all that {0} has: herd.locations.max-count or herd.locations.max-memory is reached", _peer);
        _isFull = learned.HasNoRoom;
        _link?.OnLearned(learned);
    }

    [MemberNotNullWhen(true, nameof(_link))]
    private bool IsInUse(LinkConnection connection) => _link is not null && _link.Connection == connection;

    private void LoseLink(string? reason)
    {
        if (_link is null || reason is null)
            return;
        DropLink(reason);
        TellHeard();
        CallLaterIfDown();
    }

    private void DropLink(string reason)
    {
        Timers.Cancel(nameof(Heartbeat));
        if (_link!.IsMade)
            _backoff = Settings.MinBackoff;
        _link.Close(reason);
        _counters.Link = _link = null;
        Context.Parent.Tell(new Gone(_peer.Name));
    }

    /// <summary>State that survives restarts of the link's actor.</summary>
    public sealed class Peer(string name)
    {
        public string Name { get; } = name;

        /// <summary>Null: it is a guest.</summary>
        public Neighbour? Neighbour { get; set; }

        public Presence? Shown { get; set; }

        public override string ToString() => Neighbour?.ToString() ?? Name;

        /// <returns>The message for Gossip. Only a proved node may claim that this node's name is taken.</returns>
        internal object RefusalBy(ReadOnlySpan<byte> body, bool isProven)
        {
            var (kind, reason) = LinkFrame.ReadRefusal(body);
            return kind == RefusalKind.NameTaken && isProven
                ? new GossipActor.NameTaken(reason, IsEarlier: true)
                : new LinkRefused(Name, $"{this}", reason);
        }
    }

    private sealed record Heartbeat
    {
        public static Heartbeat Instance { get; } = new();
    }
}

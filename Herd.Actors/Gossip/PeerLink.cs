using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>
/// The link with one other node. A node calls those that are to be its neighbours until one connection holds; the one
/// whose name comes first decides which connection that is: the newest whose other end proved itself. Then each side says
/// what it has, gets what it lacks, and from there on all that is new. With a node that is only the other side's wish, a
/// guest, there is a link as long as a connection that it made.
/// </summary>
/// <code>
///            handshake done, Use             Have               last CatchUpPart
///   Down ─────────────────────▶ Up: Waiting ──────▶ CatchingUp ─────────────────▶ Live
///    ▲                                 ▲                │                          │
///    │                                 └────────────────┴── Overflow ──────────────┘
///    └──────── closed, silent for dead-after, refused, registry restarted: from any state
/// </code>
public sealed partial class PeerLink : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Counted rather than timed, so that no clock's jump breaks a link off.</summary>
    private const int HeartbeatsUntilDead = 3;

    private readonly Gossip.Setup _setup;
    private readonly Role _role;
    private readonly bool _decides;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<LinkConnection, Handshake> _handshakes = [];
    private readonly Namesakes _namesakes;

    private TimeSpan _backoff;
    private bool _isCalling;

    private LinkConnection? _connection;
    private Handshake? _introduction;
    private bool _isMade;
    private long _reads;
    private LinkOutbox? _outbox;
    private LinkState _state;
    private LinkSession? _session;
    private bool _partIsDue;
    private bool _sentSinceHeartbeat;
    private int _silentHeartbeats;
    private long _numbers;
    private long _vectorAsked;
    private long _lastLearn;
    private long? _lastCovered;
    private bool _isLearning;
    private bool _hasAsked;
    private bool _isFull;
    private bool _isHeard;
    private bool _isEnding;

    public PeerLink(Gossip.Setup setup, Role role)
    {
        _setup = setup;
        _role = role;
        _decides = string.CompareOrdinal(setup.Identity.Name, role.Name) < 0;
        _namesakes = new Namesakes(role.Name);
        _backoff = setup.Settings.MinBackoff;
        // Answers meant for this actor before a restart must not fit what it asks after it.
        _numbers = setup.Random.NextInt64(1L << 62);

        Receive<Want>(want => OnWant(want.Neighbour));
        Receive<Unwant>(_ => OnUnwant());
        Receive<Show>(show => OnShow(show.Presence));
        Receive<Covers>(OnCovers);
        Receive<Call>(_ => OnCall());
        Receive<LinkConnected>(connected => OnConnected(connected.Connection));
        Receive<LinkNotConnected>(OnNotConnected);
        Receive<Caller.Proven>(OnProven);
        Receive<HandshakeTooLong>(late => Abandon(late.Connection, $"its handshake took over {HandshakeTimeout.TotalSeconds:0} s"));
        Receive<LinkRead>(OnRead);
        Receive<LinkDrained>(OnDrained);
        Receive<LinkClosed>(OnClosed);
        Receive<Learned>(OnLearned);
        Receive<Disbelieved>(OnDisbelieved);
        Receive<CurrentVector>(OnCurrentVector);
        Receive<Flood>(OnFlood);
        Receive<FloodCovered>(OnFloodCovered);
        Receive<CatchUpPart>(OnCatchUpPart);
        Receive<ExchangeAnew>(_ => LoseConnection("the registry was restarted"));
        Receive<Heartbeat>(_ => OnHeartbeat());
        Receive<GetLinkStatus>(_ => Sender.Tell(new LinkStatus(Name, _state == LinkState.Live && _isFull ? LinkState.Full : _state, _outbox?.PendingBytes ?? 0)));
    }

    /// <summary>
    /// To the parent, once: the neighbour has sent all that this node lacked, or couldn't be linked with at the first try.
    /// </summary>
    public sealed record Heard(string Neighbour);

    /// <summary>To the parent: the other node speaks on the link.</summary>
    public sealed record Made(string Neighbour);

    /// <summary>To the parent: the other node shows itself.</summary>
    public sealed record Shown(Presence Presence);

    /// <summary>To the parent: the other node told what some node has. To a link: tell it to the other node, if it is connected.</summary>
    public sealed record Covers(string Neighbour, Coverage Coverage);

    /// <summary>To the parent: the connection with the other node is lost.</summary>
    public sealed record Gone(string Neighbour);

    /// <summary>To the parent: nobody wants this link any more.</summary>
    public sealed record Ended(string Neighbour);

    /// <summary>The other node is to be a neighbour, there. To a link that has one already: it may be elsewhere now.</summary>
    public sealed record Want(Neighbour Neighbour);

    /// <summary>The other node is to be no neighbour any more; the link stays while the other side wants it.</summary>
    public sealed record Unwant
    {
        public static Unwant Instance { get; } = new();
    }

    /// <summary>What the other node is to be shown, now and with each connection.</summary>
    public sealed record Show(Presence Presence);

    public ITimerScheduler Timers { get; set; } = null!;

    private LinkSettings Settings => _setup.Settings;

    private string Name => _role.Name;

    /// <summary>The other node, for people.</summary>
    private string Who => _role.Neighbour?.ToString() ?? Name;

    public static Props Props(Gossip.Setup setup, Neighbour neighbour) => Props(setup, new Role(neighbour.Name) { Neighbour = neighbour });

    /// <summary>A link with a node that called.</summary>
    public static Props PropsOfGuest(Gossip.Setup setup, string name) => Props(setup, new Role(name));

    protected override void PreStart()
    {
        if (_role.Neighbour is not null)
            Self.Tell(Call.Instance);
    }

    protected override void PostRestart(Exception reason) => CallLaterIfDown();

    protected override void PostStop()
    {
        foreach (var connection in _handshakes.Keys)
            connection.Close();
        _connection?.Close();
        EndSession();
    }

    private static Props Props(Gossip.Setup setup, Role role) => Akka.Actor.Props.Create(() => new PeerLink(setup, role));

    private void OnWant(Neighbour neighbour)
    {
        var isElsewhere = _role.Neighbour is { } before && before != neighbour;
        _role.Neighbour = neighbour;
        _isEnding = false;
        if (_connection is null)
        {
            _backoff = Settings.MinBackoff;
            Self.Tell(Call.Instance);
        }
        else if (isElsewhere && _introduction!.IsCaller)
        {
            LoseConnection($"it is at {neighbour.Host}:{neighbour.Port} now");
        }
    }

    private void OnShow(Presence presence)
    {
        _role.Presence = presence;
        if (_connection is not null)
            SendControl(presence.ToFrame());
    }

    private void OnCovers(Covers covers)
    {
        if (_isMade)
            SendControl(covers.Coverage.ToFrame());
    }

    private void OnUnwant()
    {
        _role.Neighbour = null;
        Timers.Cancel(nameof(Call));
        foreach (var (connection, handshake) in _handshakes.ToList())
        {
            if (handshake.IsCaller)
                Abandon(connection, "it is no neighbour any more");
        }

        if (_connection is not null && _introduction!.IsCaller)
            LoseConnection("it is no neighbour any more");
        EndIfUnused();
    }

    private void EndIfUnused()
    {
        if (_role.Neighbour is not null || _connection is not null || _isCalling || _handshakes.Count > 0 || _isEnding)
            return;
        _isEnding = true;
        Context.Parent.Tell(new Ended(Name));
    }

    /// <summary>What this link is for; it outlives restarts of the actor.</summary>
    public sealed class Role(string name)
    {
        public string Name { get; } = name;

        /// <summary>Where the other node is called; null: it is a guest.</summary>
        public Neighbour? Neighbour { get; set; }

        /// <summary>What the other node is shown; null: nothing.</summary>
        public Presence? Presence { get; set; }
    }

    private sealed record Call
    {
        public static Call Instance { get; } = new();
    }

    private sealed record HandshakeTooLong(LinkConnection Connection);

    private sealed record Heartbeat
    {
        public static Heartbeat Instance { get; } = new();
    }
}

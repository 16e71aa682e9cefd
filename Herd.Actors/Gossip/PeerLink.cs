using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>
/// The link to one neighbour. Both sides call each other until one connection holds; the one whose name comes first
/// decides which connection that is: the newest whose other end proved itself. Then each side says what it has, gets
/// what it lacks, and from there on all that is new.
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

    /// <summary>Different ones that are told until the link is made: a neighbour may say anything when it refuses.</summary>
    private const int MaxComplaints = 10;

    private readonly Gossip.Setup _setup;
    private readonly Neighbour _neighbour;
    private readonly bool _decides;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<LinkConnection, Handshake> _handshakes = [];

    private TimeSpan _backoff;
    private bool _isCalling;
    private readonly HashSet<string> _complaints = [];

    private LinkConnection? _connection;
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
    private bool _isHeard;

    public PeerLink(Gossip.Setup setup, Neighbour neighbour)
    {
        _setup = setup;
        _neighbour = neighbour;
        _decides = string.CompareOrdinal(setup.Identity.Name, neighbour.Name) < 0;
        _backoff = setup.Settings.MinBackoff;
        // Answers meant for this actor before a restart must not fit what it asks after it.
        _numbers = setup.Random.NextInt64(1L << 62);

        Receive<Call>(_ => OnCall());
        Receive<LinkConnected>(connected => OnConnected(connected.Connection));
        Receive<LinkNotConnected>(failed => OnNotConnected(failed.Reason));
        Receive<Caller.Introduced>(OnIntroduced);
        Receive<HandshakeTooLong>(late => Abandon(late.Connection, $"its handshake took over {HandshakeTimeout.TotalSeconds:0} s"));
        Receive<LinkRead>(OnRead);
        Receive<LinkDrained>(OnDrained);
        Receive<LinkClosed>(OnClosed);
        Receive<Learned>(OnLearned);
        Receive<CurrentVector>(OnCurrentVector);
        Receive<Flood>(OnFlood);
        Receive<FloodCovered>(OnFloodCovered);
        Receive<CatchUpPart>(OnCatchUpPart);
        Receive<ExchangeAnew>(_ => LoseConnection("the registry was restarted"));
        Receive<Heartbeat>(_ => OnHeartbeat());
        Receive<GetLinkStatus>(_ => Sender.Tell(new LinkStatus(_neighbour.Name, _state, _outbox?.PendingBytes ?? 0)));
    }

    /// <summary>
    /// To the parent, once: the neighbour has sent all that this node lacked, or couldn't be linked with at the first try.
    /// </summary>
    public sealed record Heard(string Neighbour);

    public ITimerScheduler Timers { get; set; } = null!;

    private LinkSettings Settings => _setup.Settings;

    public static Props Props(Gossip.Setup setup, Neighbour neighbour) =>
        Akka.Actor.Props.Create(() => new PeerLink(setup, neighbour));

    protected override void PreStart() => Self.Tell(Call.Instance);

    protected override void PostRestart(Exception reason) => CallLater();

    protected override void PostStop()
    {
        foreach (var connection in _handshakes.Keys)
            connection.Close();
        _connection?.Close();
        EndSession();
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

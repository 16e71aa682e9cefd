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
public sealed class PeerLink : ReceiveActor, IWithTimers
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

    // Down: calling, being called, and handshakes.

    private void OnCall()
    {
        if (_connection is not null || _isCalling)
            return;
        if (_handshakes.Count > 0)
        {
            CallLater();
            return;
        }

        _isCalling = true;
        _setup.Connector.Connect(_neighbour, ConnectTimeout, Self);
    }

    private void CallLater()
    {
        var jitter = 0.8 + 0.4 * _setup.Random.NextDouble();
        Timers.StartSingleTimer(nameof(Call), Call.Instance, _backoff * jitter);
        _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, Settings.MaxBackoff.Ticks));
    }

    private void OnNotConnected(string reason)
    {
        _isCalling = false;
        TellHeard();
        _log.Debug("{0} can't be reached: {1}", _neighbour, reason);
        if (_connection is null)
            CallLater();
    }

    private void OnConnected(LinkConnection connection)
    {
        _isCalling = false;
        var handshake = BeginHandshake(connection, isCaller: true);
        connection.Start(Self);
        connection.Write(handshake.Own.ToFrame().Span);
        connection.Flush();
    }

    private void OnIntroduced(Caller.Introduced introduced)
    {
        var handshake = BeginHandshake(introduced.Connection, isCaller: false);
        introduced.Connection.Start(Self);
        List<ReadOnlyMemory<byte>> answers = [];
        if (handshake.TakeHello(introduced.Hello, answers) is { } refusal)
            Refuse(introduced.Connection, refusal);
        else
            Answer(introduced.Connection, answers);
        introduced.Connection.ReadOn();
    }

    private Handshake BeginHandshake(LinkConnection connection, bool isCaller)
    {
        var handshake = new Handshake(_setup.Identity, _neighbour.Name, Settings.Secret, isCaller);
        _handshakes.Add(connection, handshake);
        Timers.StartSingleTimer(connection, new HandshakeTooLong(connection), HandshakeTimeout);
        return handshake;
    }

    private void OnHandshakeFrame(LinkConnection connection, LinkFrameKind kind, ReadOnlySpan<byte> body)
    {
        var handshake = _handshakes[connection];
        if (kind == LinkFrameKind.Refused)
        {
            var reason = System.Text.Encoding.UTF8.GetString(body);
            TellHeard();
            Complain($"{_neighbour} refuses the link with {_setup.Identity.Name}: {reason}");
            Abandon(connection, "refused");
            return;
        }

        if (kind == LinkFrameKind.Use && handshake.IsVerified && !_decides)
        {
            Use(connection);
            return;
        }

        List<ReadOnlyMemory<byte>> answers = [];
        if (handshake.Take(kind, body, answers) is { } refusal)
        {
            Refuse(connection, refusal);
            return;
        }

        Answer(connection, answers);
        if (handshake.IsVerified && _decides)
        {
            Answer(connection, [LinkFrame.Use]);
            Use(connection);
        }
    }

    private static void Answer(LinkConnection connection, List<ReadOnlyMemory<byte>> frames)
    {
        foreach (var frame in frames)
            connection.Write(frame.Span);
        connection.Flush();
    }

    private void Refuse(LinkConnection connection, string reason)
    {
        Complain($"{_setup.Identity.Name} refuses the link with {_neighbour}: {reason}");
        EndHandshake(connection);
        connection.Refuse(reason);
        TellHeard();
        CallLaterIfDown();
    }

    private void Abandon(LinkConnection connection, string reason)
    {
        if (!_handshakes.ContainsKey(connection))
            return;
        _log.Debug("no link with {0}: {1}", _neighbour, reason);
        EndHandshake(connection);
        connection.Close();
        CallLaterIfDown();
    }

    private void TellHeard()
    {
        if (!_isHeard)
            Context.Parent.Tell(new Heard(_neighbour.Name));
        _isHeard = true;
    }

    private void EndHandshake(LinkConnection connection)
    {
        _handshakes.Remove(connection);
        Timers.Cancel(connection);
    }

    private void CallLaterIfDown()
    {
        if (_connection is null && !_isCalling)
            CallLater();
    }

    private void Complain(string complaint)
    {
        if (_complaints.Count == MaxComplaints || !_complaints.Add(complaint))
            return;
        _log.Warning("{0}", complaint);
        _setup.MessageLog.Note(complaint);
    }

    // Up: one connection holds.

    private void Use(LinkConnection connection)
    {
        EndHandshake(connection);
        if (_connection is not null)
            DropConnection("a newer connection takes its place");
        if (_decides)
        {
            foreach (var other in _handshakes.Keys.ToList())
            {
                EndHandshake(other);
                other.Close();
            }
        }

        Timers.Cancel(nameof(Call));
        _backoff = Settings.MinBackoff;
        _complaints.Clear();
        _connection = connection;
        connection.Trust();
        _outbox = new LinkOutbox(connection, Settings.MaxPendingBytes);
        _state = LinkState.Waiting;
        _isLearning = false;
        _silentHeartbeats = 0;
        Timers.StartPeriodicTimer(nameof(Heartbeat), Heartbeat.Instance, Settings.DeadAfter / HeartbeatsUntilDead);
        _setup.MessageLog.Note($"link with {_neighbour.Name} made ({connection.Remote})");
        AskForVector();
    }

    private void LoseConnection(string reason)
    {
        if (_connection is null)
            return;
        DropConnection(reason);
        CallLater();
    }

    private void DropConnection(string reason)
    {
        _setup.MessageLog.Note($"link with {_neighbour.Name} lost: {reason}");
        _log.Info("link with {0} lost: {1}", _neighbour.Name, reason);
        Timers.Cancel(nameof(Heartbeat));
        _connection!.Close();
        _connection = null;
        _outbox = null;
        EndSession();
        _state = LinkState.Down;
    }

    private void OnClosed(LinkClosed closed)
    {
        if (closed.Connection == _connection)
            LoseConnection(closed.Reason);
        else
            Abandon(closed.Connection, closed.Reason);
    }

    private void OnHeartbeat()
    {
        // What a busy registry keeps us from reading is no silence of the neighbour's.
        if (!_isLearning && _silentHeartbeats++ == HeartbeatsUntilDead)
        {
            LoseConnection($"nothing was heard for {Settings.DeadAfter.TotalSeconds:0.#} s");
            return;
        }

        if (!_sentSinceHeartbeat && _outbox!.IsEmpty)
            _outbox.SendControl(LinkFrame.Heartbeat);
        _sentSinceHeartbeat = false;
    }

    // What comes in.

    private void OnRead(LinkRead read)
    {
        var learnsBefore = _lastLearn;
        var frames = new LinkFrames(read.Frames);
        while (frames.MoveNext())
        {
            if (read.Connection == _connection)
                OnFrames(frames);
            else if (_handshakes.ContainsKey(read.Connection))
                OnHandshakeFrame(read.Connection, frames.Kind, frames.Body);
            else
                return;
        }

        if (read.Connection == _connection)
        {
            _silentHeartbeats = 0;
            _isLearning = _lastLearn != learnsBefore;
        }

        if (read.Connection != _connection || !_isLearning)
            read.Connection.ReadOn();
    }

    private void OnFrames(LinkFrames frames)
    {
        switch (frames.Kind)
        {
            case LinkFrameKind.Update when AreWellFormed(frames.Frames.Span):
                _setup.Registry.Tell(new Learn(_neighbour.Name, new UpdateBlock(frames.Frames, frames.Count), NextLearn()));
                break;
            case LinkFrameKind.Covered when VersionVector.TryRead(frames.Body, out var vector):
                _setup.Registry.Tell(new LearnCovered(_neighbour.Name, vector, NextLearn()));
                _lastCovered = _lastLearn;
                break;
            case LinkFrameKind.Have when VersionVector.TryRead(frames.Body, out var vector):
                EndSession();
                _session = new LinkSession(Self, _neighbour.Name, ++_numbers);
                _state = LinkState.CatchingUp;
                _setup.Registry.Tell(new SendMissing(_session, vector));
                break;
            case LinkFrameKind.Overflow:
                AskForVector();
                break;
            case LinkFrameKind.Heartbeat:
                break;
            default:
                LoseConnection($"it sent a {frames.Kind} frame that is none, or not expected");
                break;
        }
    }

    private static bool AreWellFormed(ReadOnlySpan<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var length = (int)UpdateFrame.LengthOf(frames);
            if (!UpdateFrame.IsWellFormed(frames[..length]))
                return false;
            frames = frames[length..];
        }

        return true;
    }

    private long NextLearn() => _lastLearn = ++_numbers;

    private void OnLearned(Learned learned)
    {
        if (learned.Number == _lastCovered)
            TellHeard();
        if (!_isLearning || learned.Number != _lastLearn)
            return;
        _isLearning = false;
        _silentHeartbeats = 0;
        _connection?.ReadOn();
    }

    // What goes out.

    private void AskForVector() => _setup.Registry.Tell(new GetVector(_vectorAsked = ++_numbers));

    private void OnCurrentVector(CurrentVector current)
    {
        if (current.Number == _vectorAsked && _outbox is not null)
            SendControl(LinkFrame.Write(LinkFrameKind.Have, current.Vector));
    }

    private void OnCatchUpPart(CatchUpPart part)
    {
        if (part.Session != _session)
            return;
        if (part.Block.Count > 0 && !Send(part.Block.Bytes))
            return;
        if (part.Covered is null)
        {
            _partIsDue = true;
            SendMoreIfDue();
            return;
        }

        if (Send(LinkFrame.Write(LinkFrameKind.Covered, part.Covered)))
            _state = LinkState.Live;
    }

    private void OnFlood(Flood flood)
    {
        if (_state == LinkState.Live)
            Send(flood.Block.Bytes);
    }

    private void OnFloodCovered(FloodCovered covered)
    {
        if (_state == LinkState.Live)
            Send(LinkFrame.Write(LinkFrameKind.Covered, covered.Vector));
    }

    private void OnDrained(LinkDrained drained)
    {
        if (drained.Connection != _connection)
            return;
        _outbox!.Drained();
        SendMoreIfDue();
    }

    private void SendMoreIfDue()
    {
        if (!_partIsDue || !_outbox!.IsEmpty)
            return;
        _partIsDue = false;
        _setup.Registry.Tell(new SendMore(_session!));
    }

    private bool Send(ReadOnlyMemory<byte> frames)
    {
        _sentSinceHeartbeat = true;
        if (_outbox!.TrySend(frames))
            return true;
        _setup.MessageLog.Note($"{_neighbour.Name} is slow: over {Settings.MaxPendingBytes} bytes wait for it; it will catch up instead");
        EndSession();
        _outbox.DropUpdates();
        SendControl(LinkFrame.Overflow);
        return false;
    }

    private void SendControl(ReadOnlyMemory<byte> frame)
    {
        _sentSinceHeartbeat = true;
        _outbox!.SendControl(frame);
    }

    private void EndSession()
    {
        _state = LinkState.Waiting;
        _partIsDue = false;
        if (_session is null)
            return;
        _setup.Registry.Tell(new StopSending(_session));
        _session = null;
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

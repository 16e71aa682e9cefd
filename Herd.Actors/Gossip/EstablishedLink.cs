using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Gossip;

/// <summary>
/// The connection in use of a <see cref="PeerLink"/>, on that actor's thread. Each connection gets a new instance. Answers of the
/// registry carry their question, so late ones of an earlier connection are told apart.
/// </summary>
/// <code>
///               Have                last CatchUpPart
///   Waiting ──────────▶ CatchingUp ─────────────────▶ Live
///      ▲                    │                           │
///      └────────────────────┴───────── overflow ────────┘
/// </code>
internal sealed class EstablishedLink(
    IActorContext actor, GossipActor.Setup setup, PeerLink.Peer peer, LinkConnection connection, Handshake handshake, LinkCounters counters)
{
    /// <summary>Silence is counted in heartbeats, not timed, so that no clock jump breaks a link.</summary>
    public const int HeartbeatsUntilDead = 3;

    private readonly LinkOutbox _outbox = new(connection, setup.Settings.MaxPendingBytes);

    /// <summary>Messages that the registry hasn't finished, in order. Reading pauses meanwhile.</summary>
    private readonly Queue<object> _unlearned = [];

    private GetVector? _vectorAsked;
    private bool _hasSaidVector;

    /// <summary>The neighbour has sent all that this node lacked: updates from now on are live.</summary>
    private bool _hasCaughtUp;

    /// <summary>Belongs to the update in the next frame.</summary>
    private Traced? _trace;
    private LinkSession? _session;

    /// <summary>The registry hasn't sent the session's first part. A newer Have waits, or a peer could keep the registry busy.</summary>
    private bool _isBeginning;
    private VersionVector? _newerHave;
    private bool _isPartDue;
    private long _reads;
    private int _silentHeartbeats;
    private bool _sentSinceHeartbeat;

    public LinkConnection Connection => connection;

    public bool IsCaller => handshake.IsCaller;

    /// <summary>Whether the other side has sent its vector.</summary>
    public bool IsMade { get; private set; }

    public LinkState State { get; private set; } = LinkState.Waiting;

    public long PendingBytes => _outbox.PendingBytes;

    public Namesakes.Link Namesake => new(handshake.Other!.Epoch, connection.Remote, _reads);

    public void Begin()
    {
        connection.Trust();
        if (peer.Shown is { } presence)
            Show(presence);
        AskForVector();
    }

    /// <summary>Sends the reason only if nothing waits: a peer that doesn't take what waits won't take the reason either.</summary>
    public void Refuse(string reason, RefusalKind kind)
    {
        if (_outbox.IsEmpty)
            connection.Refuse(reason, kind);
    }

    /// <param name="reason">For the logs; null: log nothing.</param>
    public void Close(string? reason)
    {
        if (IsMade && reason is not null)
        {
            setup.MessageLog.Note($"link with {peer.Name} lost: {reason}");
            actor.GetLogger().Info("link with {0} lost: {1}", peer.Name, reason);
        }

        connection.Close();
        EndSession();
    }

    /// <returns>Why the link ends; null: it goes on.</returns>
    public string? OnHeartbeat()
    {
        // While the registry is busy nothing is read, so the neighbour doesn't count as silent.
        if (_unlearned.Count == 0 && _silentHeartbeats++ == HeartbeatsUntilDead)
            return $"nothing was heard for {setup.Settings.DeadAfter.TotalSeconds:0.#} s";
        if (!_sentSinceHeartbeat && _outbox.IsEmpty)
            SendControl(LinkFrame.Heartbeat);
        _sentSinceHeartbeat = false;
        return null;
    }

    /// <inheritdoc cref="OnHeartbeat"/>
    public string? OnFrames(LinkFrames frames)
    {
        switch (frames.Kind)
        {
            // No node may send updates before it knows this node's vector.
            case LinkFrameKind.Update when _hasSaidVector && AreWellFormed(frames.Frames.Span):
                OnUpdates(new UpdateBlock(frames.Frames, frames.Count));
                return null;
            case not LinkFrameKind.Update when _trace is not null:
                return BreakOff("it sent a trace without an update");
            case LinkFrameKind.Trace when _hasSaidVector && Traced.TryRead(frames.Body) is { } trace:
                _trace = trace;
                return null;
            case LinkFrameKind.Covered when _hasSaidVector && VersionVector.TryRead(frames.Body, out var vector):
                _hasCaughtUp = true;
                Learn(new LearnCovered(peer.Name, vector));
                return null;
            case LinkFrameKind.Have when VersionVector.TryRead(frames.Body, out var vector):
                TellMade();
                BeginSession(vector);
                return null;
            case LinkFrameKind.Overflow:
                // The answer that is due will do.
                if (_vectorAsked is null)
                    AskForVector();
                return null;
            case LinkFrameKind.Heartbeat:
                return null;
            case LinkFrameKind.Presence when Presence.TryRead(frames.Body) is { } presence && presence.Node.Name == peer.Name:
                actor.Parent.Tell(new PeerLink.Shown(presence));
                return null;
            case LinkFrameKind.Coverage when Coverage.TryRead(frames.Body) is { } coverage:
                actor.Parent.Tell(new PeerLink.Covers(peer.Name, coverage));
                return null;
            case LinkFrameKind.Refused:
                actor.Parent.Tell(peer.RefusalBy(frames.Body, isProven: true));
                return "it refuses it";
            default:
                return BreakOff($"it sent a frame (kind {(byte)frames.Kind}) that no node sends, or not then");
        }
    }

    public void OnReadTaken()
    {
        _reads++;
        _silentHeartbeats = 0;
        if (_unlearned.Count == 0)
            connection.ReadOn();
    }

    public void OnLearned(Learned learned)
    {
        if (!IsNextToLearn(learned.Message))
            return;
        _unlearned.Dequeue();
        if (_unlearned.Count > 0)
            return;
        _silentHeartbeats = 0;
        connection.ReadOn();
    }

    /// <inheritdoc cref="OnHeartbeat"/>
    public string? OnDisbelieved(Disbelieved disbelieved)
    {
        var isOurs = disbelieved.Message is SendMissing missing ? missing.Session == _session : IsNextToLearn(disbelieved.Message);
        return isOurs ? BreakOff(disbelieved.Reason) : null;
    }

    private void OnUpdates(UpdateBlock block)
    {
        counters.Received += block.Count;
        using var span = StartAfter("link receive", ActivityKind.Consumer, _trace);
        Learn(new Learn(peer.Name, block, _hasCaughtUp, Traced.By(span) ?? _trace));
        _trace = null;
    }

    private void Learn(object message)
    {
        _unlearned.Enqueue(message);
        setup.Registry.Tell(message, actor.Self);
    }

    private bool IsNextToLearn(object message) => _unlearned.TryPeek(out var next) && ReferenceEquals(next, message);

    private void TellMade()
    {
        if (IsMade)
            return;
        IsMade = true;
        setup.MessageLog.Note($"link with {peer.Name} made ({connection.Remote})");
        actor.Parent.Tell(new PeerLink.Made(peer.Name));
    }

    private string BreakOff(string reason)
    {
        actor.Parent.Tell(new LinkRefused(peer.Name, $"{peer}", reason));
        Refuse(reason, RefusalKind.Other);
        return reason;
    }

    private bool AreWellFormed(ReadOnlySpan<byte> frames)
    {
        var latest = PosixTime.From(setup.Clock.GetUtcNow() + setup.Settings.MaxAhead);
        while (!frames.IsEmpty)
        {
            var length = (int)UpdateFrame.LengthOf(frames);
            if (!UpdateFrame.IsWellFormed(frames[..length]) || new UpdateFrame(frames).Time > latest)
                return false;
            frames = frames[length..];
        }

        return true;
    }

    public void Show(Presence presence) => SendControl(presence.ToFrame());

    public void OnCovers(Coverage coverage)
    {
        if (IsMade)
            SendControl(coverage.ToFrame());
    }

    public void OnCurrentVector(CurrentVector current)
    {
        if (current.Question != _vectorAsked)
            return;
        _vectorAsked = null;
        _hasSaidVector = true;
        SendControl(LinkFrame.Write(LinkFrameKind.Have, current.Vector));
    }

    public void OnCatchUpPart(CatchUpPart part)
    {
        if (part.Session != _session)
            return;
        _isBeginning = false;
        if (_newerHave is { } newer)
        {
            BeginSession(newer);
            return;
        }

        if (part.Block.Count > 0 && !Send(part.Block, null))
            return;
        if (part.Covered is null)
        {
            _isPartDue = true;
            AskForPartIfDue();
        }
        else if (Send(LinkFrame.Write(LinkFrameKind.Covered, part.Covered)))
        {
            State = LinkState.Live;
        }
    }

    public void OnFlood(Flood flood)
    {
        if (State != LinkState.Live)
            return;
        using var span = StartAfter("link send", ActivityKind.Producer, flood.Trace);
        Send(flood.Block, Traced.By(span) ?? flood.Trace);
    }

    public void OnFloodCovered(FloodCovered covered)
    {
        if (State == LinkState.Live)
            Send(LinkFrame.Write(LinkFrameKind.Covered, covered.Vector));
    }

    public void OnDrained()
    {
        _outbox.Drained();
        AskForPartIfDue();
    }

    private void AskForVector()
    {
        _hasCaughtUp = false;
        setup.Registry.Tell(_vectorAsked = new GetVector(), actor.Self);
    }

    private void AskForPartIfDue()
    {
        if (!_isPartDue || !_outbox.IsEmpty)
            return;
        _isPartDue = false;
        setup.Registry.Tell(new SendMore(_session!), actor.Self);
    }

    private bool Send(UpdateBlock block, Traced? trace)
    {
        // In one write: a trace belongs to the frame behind it.
        if (!Send(trace is null ? block.Bytes : (byte[])[.. trace.ToFrame().Span, .. block.Bytes.Span]))
            return false;
        counters.Sent += block.Count;
        return true;
    }

    private Activity? StartAfter(string name, ActivityKind kind, Traced? cause)
    {
        var span = setup.Telemetry?.StartAfter(name, kind, cause);
        span?.SetTag("herd.peer.name", peer.Name);
        return span;
    }

    /// <inheritdoc cref="LinkOutbox.TrySend"/>
    private bool Send(ReadOnlyMemory<byte> frames)
    {
        _sentSinceHeartbeat = true;
        if (_outbox.TrySend(frames))
            return true;
        setup.MessageLog.Note($"{peer.Name} is slow: over {setup.Settings.MaxPendingBytes} bytes wait for it; it will catch up instead");
        EndSession();
        return false;
    }

    private void SendControl(ReadOnlyMemory<byte> frame)
    {
        _sentSinceHeartbeat = true;
        if (!_outbox.TrySendControl(frame))
            connection.Close();
    }

    private void BeginSession(VersionVector theyHave)
    {
        if (_isBeginning)
        {
            _newerHave = theyHave;
            return;
        }

        EndSession();
        _isBeginning = true;
        _session = new LinkSession(actor.Self, peer.Name);
        State = LinkState.CatchingUp;
        counters.CatchUps++;
        setup.Registry.Tell(new SendMissing(_session, theyHave), actor.Self);
    }

    private void EndSession()
    {
        State = LinkState.Waiting;
        _isPartDue = _isBeginning = false;
        _newerHave = null;
        if (_session is null)
            return;
        setup.Registry.Tell(new StopSending(_session), actor.Self);
        _session = null;
    }
}

using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

// While one connection holds: what comes in and what goes out.
public sealed partial class PeerLink
{
    /// <summary>Uses a connection that proved itself, if no other node of that name has the link.</summary>
    private void TryUse(LinkConnection connection)
    {
        var inUse = _connection is null
            ? (Namesakes.Link?)null
            : new Namesakes.Link(_introduction!.Other!.Epoch, _connection.Remote, _reads);
        var (decision, reason, isNew) = _namesakes.Judge(inUse, _handshakes[connection].Other!.Epoch, connection.Remote);
        if (isNew)
        {
            _log.Warning("{0}", reason);
            _setup.MessageLog.Note(reason);
        }

        switch (decision)
        {
            case Namesakes.Decision.Refuse:
                EndHandshake(connection);
                connection.Refuse(reason, RefusalKind.NameTaken);
                return;
            case Namesakes.Decision.Later:
                Abandon(connection, "it is of an earlier start than the link in use");
                return;
            // One that doesn't take what waits for it takes no reason either.
            case Namesakes.Decision.UseAndRefuseOther when _outbox!.IsEmpty:
                _connection!.Refuse(reason, RefusalKind.NameTaken);
                break;
        }

        if (_decides)
            Answer(connection, [LinkFrame.Use]);
        Use(connection);
    }

    private void Use(LinkConnection connection)
    {
        var introduction = _handshakes[connection];
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
        _connection = connection;
        _introduction = introduction;
        _isEnding = false;
        connection.Trust();
        _outbox = new LinkOutbox(connection, Settings.MaxPendingBytes);
        _state = LinkState.Waiting;
        _isLearning = false;
        _hasAsked = false;
        _silentHeartbeats = 0;
        Timers.StartPeriodicTimer(nameof(Heartbeat), Heartbeat.Instance, Settings.DeadAfter / HeartbeatsUntilDead);
        if (_role.Presence is { } presence)
            SendControl(presence.ToFrame());
        AskForVector();
    }

    private void LoseConnection(string reason)
    {
        if (_connection is null)
            return;
        DropConnection(reason);
        CallLaterIfDown();
    }

    private void DropConnection(string reason)
    {
        if (_isMade)
        {
            _setup.MessageLog.Note($"link with {Name} lost: {reason}");
            _log.Info("link with {0} lost: {1}", Name, reason);
        }

        Timers.Cancel(nameof(Heartbeat));
        _connection!.Close();
        _connection = null;
        _introduction = null;
        _isMade = false;
        _outbox = null;
        EndSession();
        _state = LinkState.Down;
        Context.Parent.Tell(new Gone(Name));
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
            _reads++;
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
            // Only who was told what this node has can know what it lacks.
            case LinkFrameKind.Update when _hasAsked && AreWellFormed(frames.Frames.Span):
                _setup.Registry.Tell(new Learn(Name, new UpdateBlock(frames.Frames, frames.Count), NextLearn()));
                break;
            case LinkFrameKind.Covered when _hasAsked && VersionVector.TryRead(frames.Body, out var vector):
                _setup.Registry.Tell(new LearnCovered(Name, vector, NextLearn()));
                _lastCovered = _lastLearn;
                break;
            case LinkFrameKind.Have when VersionVector.TryRead(frames.Body, out var vector):
                TellMade();
                EndSession();
                _session = new LinkSession(Self, Name, ++_numbers);
                _state = LinkState.CatchingUp;
                _setup.Registry.Tell(new SendMissing(_session, vector));
                break;
            case LinkFrameKind.Overflow:
                AskForVector();
                break;
            case LinkFrameKind.Heartbeat:
                break;
            case LinkFrameKind.Presence when Presence.TryRead(frames.Body) is { } presence && presence.Node.Name == Name:
                Context.Parent.Tell(new Shown(presence));
                break;
            case LinkFrameKind.Refused:
                TellRefused(frames.Body, isProven: true);
                LoseConnection("it refuses it");
                break;
            default:
                BreakOff($"it sent a frame (kind {(byte)frames.Kind}) that no node sends, or not then");
                break;
        }
    }

    private void OnDisbelieved(Disbelieved disbelieved)
    {
        if (_connection is not null && (disbelieved.Number == _lastCovered || disbelieved.Number == _session?.Number))
            BreakOff(disbelieved.Reason);
    }

    /// <summary>The other node isn't what it says, or is broken.</summary>
    private void BreakOff(string reason)
    {
        Context.Parent.Tell(new LinkRefused(Name, Who, reason));
        if (_outbox!.IsEmpty)
            _connection!.Refuse(reason);
        LoseConnection(reason);
    }

    private void TellMade()
    {
        if (_isMade)
            return;
        _isMade = true;
        _backoff = Settings.MinBackoff;
        _setup.MessageLog.Note($"link with {Name} made ({_connection!.Remote})");
        Context.Parent.Tell(new Made(Name));
    }

    private bool AreWellFormed(ReadOnlySpan<byte> frames)
    {
        var latest = PosixTime.From(_setup.Clock.GetUtcNow() + Settings.MaxAhead);
        while (!frames.IsEmpty)
        {
            var length = (int)UpdateFrame.LengthOf(frames);
            if (!UpdateFrame.IsWellFormed(frames[..length]) || new UpdateFrame(frames).Time > latest)
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
        if (learned.HasNoRoom && !_isFull)
            _log.Warning("there is no room for all that {0} has: herd.locations.max-count or herd.locations.max-memory is reached", Who);
        _isFull = learned.HasNoRoom;
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
        if (current.Number != _vectorAsked || _outbox is null)
            return;
        _hasAsked = true;
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
        _setup.MessageLog.Note($"{Name} is slow: over {Settings.MaxPendingBytes} bytes wait for it; it will catch up instead");
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
}

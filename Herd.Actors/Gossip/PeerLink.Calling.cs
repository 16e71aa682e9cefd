using Akka.Actor;
using Akka.Event;

namespace Herd.Actors.Gossip;

// Outgoing and incoming calls, handshakes, and the choice of the connection to use.
public sealed partial class PeerLink
{
    private const string NoNeighbour = "it is no neighbour any more";

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    private void OnCall()
    {
        if (_link is not null || _isCalling || _peer.Neighbour is not { } neighbour)
            return;
        if (_handshakes.Count > 0)
        {
            CallLater();
            return;
        }

        _isCalling = true;
        _setup.Connector.Connect(neighbour, ConnectTimeout, Self);
    }

    private void CallLater()
    {
        var jitter = 0.8 + 0.4 * _setup.Random.NextDouble();
        Timers.StartSingleTimer(nameof(Call), Call.Instance, _backoff * jitter);
        _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, Settings.MaxBackoff.Ticks));
    }

    private void CallLaterIfDown()
    {
        if (_peer.Neighbour is null)
            EndIfUnused();
        else if (_link is null && !_isCalling)
            CallLater();
    }

    private void OnNotConnected(LinkNotConnected failed)
    {
        _isCalling = false;
        TellHeard();
        if (failed.IsRefusal)
            Context.Parent.Tell(new LinkRefused(_peer.Name, $"{_peer}", failed.Reason));
        else
            _log.Debug("{0} can't be reached: {1}", _peer, failed.Reason);
        CallLaterIfDown();
    }

    private void OnConnected(LinkConnection connection)
    {
        _isCalling = false;
        connection.Start(Self);
        if (_peer.Neighbour is null)
        {
            connection.Close();
            EndIfUnused();
            return;
        }

        var handshake = new Handshake(_setup.Identity, _peer.Name, Settings.Secret, isCaller: true, channel: connection.ChannelBinding);
        AddHandshake(connection, handshake);
        connection.Send(handshake.Own.ToFrame());
    }

    private void OnProven(Caller.Proven proven)
    {
        AddHandshake(proven.Connection, proven.Handshake);
        proven.Connection.Start(Self);
        if (_decides)
            TryUse(proven.Connection, proven.Handshake);
        OnRead(new LinkRead(proven.Connection, proven.Rest));
    }

    private void AddHandshake(LinkConnection connection, Handshake handshake)
    {
        _handshakes.Add(connection, handshake);
        Timers.StartSingleTimer(connection, new HandshakeTooLong(connection), HandshakeTimeout);
    }

    private void EndHandshake(LinkConnection connection)
    {
        _handshakes.Remove(connection);
        Timers.Cancel(connection);
    }

    private void OnHandshakeFrame(LinkConnection connection, Handshake handshake, LinkFrameKind kind, ReadOnlySpan<byte> body)
    {
        if (kind == LinkFrameKind.Refused)
        {
            TellHeard();
            Context.Parent.Tell(_peer.RefusalBy(body, handshake.IsVerified));
            Abandon(connection, "refused");
            return;
        }

        if (kind == LinkFrameKind.Use && handshake.IsVerified && !_decides)
        {
            TryUse(connection, handshake);
            return;
        }

        if (handshake.Answer(connection, kind, body) is { } refusal)
            Refuse(connection, refusal);
        else if (handshake.IsVerified && _decides)
            TryUse(connection, handshake);
    }

    private void TryUse(LinkConnection connection, Handshake handshake)
    {
        var (decision, reason, isNew) = _namesakes.Judge(_link?.Namesake, handshake.Other!.Epoch, connection.Remote);
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
            case Namesakes.Decision.UseAndRefuseOther:
                _link!.Refuse(reason, RefusalKind.NameTaken);
                break;
        }

        if (_decides)
            connection.Send(LinkFrame.Use);
        Use(connection, handshake);
    }

    private void Use(LinkConnection connection, Handshake handshake)
    {
        EndHandshake(connection);
        if (_link is not null)
            DropLink("a newer connection takes its place");
        if (_decides)
        {
            foreach (var other in _handshakes.Keys.ToList())
            {
                EndHandshake(other);
                other.Close();
            }
        }

        Timers.Cancel(nameof(Call));
        _isEnding = false;
        Timers.StartPeriodicTimer(nameof(Heartbeat), Heartbeat.Instance, Settings.DeadAfter / EstablishedLink.HeartbeatsUntilDead);
        _counters.Link = _link = new EstablishedLink(Context, _setup, _peer, connection, handshake, _counters);
        _link.Begin();
    }

    private void Refuse(LinkConnection connection, string reason)
    {
        Context.Parent.Tell(new LinkRefused(_peer.Name, $"{_peer}", reason));
        EndHandshake(connection);
        connection.Refuse(reason);
        TellHeard();
        CallLaterIfDown();
    }

    private void Abandon(LinkConnection connection, string reason)
    {
        if (!_handshakes.ContainsKey(connection))
            return;
        _log.Debug("no link with {0}: {1}", _peer, reason);
        EndHandshake(connection);
        connection.Close();
        CallLaterIfDown();
    }

    private void OnHandshakeTooLong(LinkConnection connection)
    {
        TellHeard();
        Abandon(connection, $"its handshake took over {HandshakeTimeout.TotalSeconds:0} s");
    }

    private void TellHeard()
    {
        if (!_isHeard)
            Context.Parent.Tell(new Heard(_peer.Name));
        _isHeard = true;
    }

    private sealed record Call
    {
        public static Call Instance { get; } = new();
    }

    private sealed record HandshakeTooLong(LinkConnection Connection);
}

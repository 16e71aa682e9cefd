using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

// While no connection holds: calling, being called, and handshakes.
public sealed partial class PeerLink
{
    private void OnCall()
    {
        if (_connection is not null || _isCalling || _role.Neighbour is not { } neighbour)
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

    private void OnNotConnected(LinkNotConnected failed)
    {
        _isCalling = false;
        TellHeard();
        if (failed.IsRefusal)
            Context.Parent.Tell(new LinkRefused(Name, Who, failed.Reason));
        else
            _log.Debug("{0} can't be reached: {1}", Who, failed.Reason);
        CallLaterIfDown();
    }

    private void OnConnected(LinkConnection connection)
    {
        _isCalling = false;
        connection.Start(Self);
        if (_role.Neighbour is null)
        {
            connection.Close();
            EndIfUnused();
            return;
        }

        var handshake = new Handshake(_setup.Identity, Name, Settings.Secret, isCaller: true);
        AddHandshake(connection, handshake);
        connection.Write(handshake.Own.ToFrame().Span);
        connection.Flush();
    }

    private void OnProven(Caller.Proven proven)
    {
        AddHandshake(proven.Connection, proven.Handshake);
        proven.Connection.Start(Self);
        if (_decides)
            TryUse(proven.Connection);
        OnRead(new LinkRead(proven.Connection, proven.Rest));
    }

    private void AddHandshake(LinkConnection connection, Handshake handshake)
    {
        _handshakes.Add(connection, handshake);
        Timers.StartSingleTimer(connection, new HandshakeTooLong(connection), HandshakeTimeout);
    }

    private void OnHandshakeFrame(LinkConnection connection, LinkFrameKind kind, ReadOnlySpan<byte> body)
    {
        var handshake = _handshakes[connection];
        if (kind == LinkFrameKind.Refused)
        {
            TellHeard();
            TellRefused(body, handshake.IsVerified);
            Abandon(connection, "refused");
            return;
        }

        if (kind == LinkFrameKind.Use && handshake.IsVerified && !_decides)
        {
            TryUse(connection);
            return;
        }

        List<ReadOnlyMemory<byte>> answers = [];
        if ((handshake.Take(kind, body, answers) ?? connection.RefusalOf(handshake.Other!.Node)) is { } refusal)
        {
            Refuse(connection, refusal);
            return;
        }

        Answer(connection, answers);
        if (handshake.IsVerified && _decides)
            TryUse(connection);
    }

    private static void Answer(LinkConnection connection, List<ReadOnlyMemory<byte>> frames)
    {
        foreach (var frame in frames)
            connection.Write(frame.Span);
        connection.Flush();
    }

    private void Refuse(LinkConnection connection, string reason)
    {
        Context.Parent.Tell(new LinkRefused(Name, Who, reason));
        EndHandshake(connection);
        connection.Refuse(reason);
        TellHeard();
        CallLaterIfDown();
    }

    private void TellRefused(ReadOnlySpan<byte> body, bool isProven)
    {
        var (kind, reason) = LinkFrame.ReadRefusal(body);
        if (kind == RefusalKind.NameTaken && isProven)
            Context.Parent.Tell(new NameTaken(reason, IsEarlier: true));
        else
            Context.Parent.Tell(new LinkRefused(Name, Who, reason));
    }

    private void Abandon(LinkConnection connection, string reason)
    {
        if (!_handshakes.ContainsKey(connection))
            return;
        _log.Debug("no link with {0}: {1}", Who, reason);
        EndHandshake(connection);
        connection.Close();
        CallLaterIfDown();
    }

    private void TellHeard()
    {
        if (!_isHeard)
            Context.Parent.Tell(new Heard(Name));
        _isHeard = true;
    }

    private void EndHandshake(LinkConnection connection)
    {
        _handshakes.Remove(connection);
        Timers.Cancel(connection);
    }

    private void CallLaterIfDown()
    {
        if (_role.Neighbour is null)
            EndIfUnused();
        else if (_connection is null && !_isCalling)
            CallLater();
    }
}

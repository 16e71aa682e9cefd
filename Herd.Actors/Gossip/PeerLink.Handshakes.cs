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
}

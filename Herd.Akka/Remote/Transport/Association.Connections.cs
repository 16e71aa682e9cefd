using Akka.Event;

namespace Akka.Remote.Transport;

internal sealed partial class Association
{
    /// <summary>Takes a connection on which the other has said who it is.</summary>
    /// <exception cref="RefusedException">Not with that incarnation.</exception>
    public void Admit(Connection connection, Hello hello)
    {
        List<Connection> outdated = [];
        bool isFirst;
        lock (_inboundLock)
            lock (_lock)
            {
                CheckNow(hello);
                if (_uid != hello.Uid)
                {
                    outdated.AddRange(_connections);
                    TakeNewIncarnation(hello.Uid);
                }
                isFirst = _connections.Count == 0;
                _connections.Add(connection);
                _lastContact = Environment.TickCount64;
                if (_outbound is null)
                    SendOn(connection);
            }
        foreach (var old in outdated)
            old.Close();
        if (isFirst)
            _remoting.Publish(new AssociatedEvent(_remoting.DefaultAddress, Remote, connection.IsInbound));
    }

    /// <exception cref="RefusedException">A connection with that incarnation wouldn't be admitted.</exception>
    public void Check(Hello hello)
    {
        lock (_lock)
            CheckNow(hello);
    }

    /// <summary>A connection that was admitted has ended.</summary>
    public void Ended(Connection connection, ConnectionEnd end)
    {
        List<OutboundMessage> lost = [];
        bool wasLast, isGated = false;
        lock (_lock)
        {
            if (!_connections.Remove(connection))
                return;
            _lastContact = Environment.TickCount64;
            wasLast = _connections.Count == 0;
            if (connection == _outbound)
            {
                _outbound = null;
                if (_connections.Count > 0)
                {
                    SendOn(_connections[^1]);
                }
                else if (!end.ByThisEnd)
                {
                    isGated = true;
                    lost = Gate();
                }
            }
            SignalWhenDrained();
        }
        ToDeadLetters(lost);
        if (wasLast)
            _remoting.Publish(new DisassociatedEvent(_remoting.DefaultAddress, Remote, connection.IsInbound));
        switch (end)
        {
            case { Goodbye: GoodbyeReason.Quarantined }:
                _remoting.Publish(new ThisActorSystemQuarantinedEvent(_remoting.DefaultAddress, Remote));
                break;
            case { Goodbye: GoodbyeReason.Shutdown } when wasLast:
                _remoting.Log.Info("The remote system [{0}] has shut down. It is gated for {1} ms: messages to it are dead letters.", Remote, _remoting.GateMilliseconds);
                AddressTerminatedTopic.Get(_remoting.System).Publish(new Actor.AddressTerminated(Remote));
                break;
            case { Failure: { } cause } when isGated:
                _remoting.Log.Warning("The connection with [{0}] is lost: {1}. It is gated for {2} ms: messages to it are dead letters.", Remote, cause.Message, _remoting.GateMilliseconds);
                break;
            case { Failure: ProtocolException cause }:
                _remoting.Log.Warning("A connection with [{0}] is closed: {1}.", Remote, cause.Message);
                break;
        }
    }

    private async Task DialAsync()
    {
        try
        {
            await _remoting.DialAsync(this).ConfigureAwait(false);
            lock (_lock)
            {
                _dialing = false;
                SignalWhenDrained();
            }
        }
        catch (Exception e)
        {
            List<OutboundMessage> lost = [];
            bool isGated, wasWanted;
            lock (_lock)
            {
                _dialing = false;
                wasWanted = !_closed;
                isGated = _outbound is null;
                if (isGated)
                    lost = Gate();
                SignalWhenDrained();
            }
            if (e is RefusedException { Quarantined: true, ByOther: true })
                _remoting.Publish(new ThisActorSystemQuarantinedEvent(_remoting.DefaultAddress, Remote));
            if (isGated && wasWanted)
                _remoting.PublishDialFailed(Remote, e);
            ToDeadLetters(lost);
        }
    }

    private void CheckNow(Hello hello)
    {
        if (_closed)
            throw new RefusedException("this system is shutting down");
        if (_quarantinedUid == hello.Uid && Environment.TickCount64 < _quarantinedUntil)
            throw new RefusedException($"its incarnation {hello.Uid} is quarantined", RefusalKind.Quarantined);
        if (_formerUids.Contains(hello.Uid))
            throw new RefusedException($"its incarnation {hello.Uid} was followed by another");
    }

    private List<OutboundMessage> Gate()
    {
        _gatedUntil = Environment.TickCount64 + _remoting.GateMilliseconds;
        return TakeOrdinary();
    }

    private void SendOn(Connection connection)
    {
        _outbound = connection;
        _outboundNumber++;
        _announced = false;
        _gatedUntil = 0;
        connection.Wake();
    }

    private void TakeNewIncarnation(int uid)
    {
        _outbound = null;
        _connections.Clear();
        if (_uid is { } former)
        {
            if (_formerUids.Count == RememberedUids)
                _formerUids.Dequeue();
            _formerUids.Enqueue(former);
            // What was sent to the former one doesn't concern this one; what is still here may be for either.
            var before = _systemMessages;
            _systemMessages = new SystemMessageBuffer();
            for (var left = _waiting.Count; left > 0; left--)
            {
                var message = _waiting.Dequeue();
                if (message.SystemNumber == 0)
                    _waiting.Enqueue(message);
                else if (before.Unsent(message.SystemNumber) is { } content)
                    _waiting.Enqueue(message with { SystemNumber = _systemMessages.Add(content) });
            }
        }
        _uid = uid;
        _inbound = null;
        _inboundNumber = 0;
        _receivedSystemMessages = 0;
    }
}

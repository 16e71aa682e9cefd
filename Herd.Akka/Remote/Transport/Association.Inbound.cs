namespace Akka.Remote.Transport;

internal sealed partial class Association
{
    // Held while a message is given to its actor, so that those of two connections never overtake each other.
    private readonly Lock _inboundLock = new();
    private Connection? _inbound;
    private long _inboundNumber;
    private long _receivedSystemMessages;

    /// <summary>The other sends on this connection from now on.</summary>
    public void Uses(Connection connection, long number)
    {
        lock (_inboundLock)
        {
            if (number <= _inboundNumber || !IsAdmitted(connection))
                return;
            _inboundNumber = number;
            _inbound = connection;
        }
    }

    public void Received(Connection connection, ReadOnlySpan<byte> content)
    {
        lock (_inboundLock)
        {
            // What comes on a connection that the other has given up is lost: later messages were sent elsewhere already.
            if (connection == _inbound)
                _remoting.Inbound.Dispatch(content, _remoting.DefaultAddress, false);
        }
    }

    public void ReceivedSystemMessage(Connection connection, long number, ReadOnlySpan<byte> content)
    {
        lock (_inboundLock)
        {
            if (connection != _inbound)
                return;
            if (number == _receivedSystemMessages + 1)
            {
                _receivedSystemMessages = number;
                _remoting.Inbound.Dispatch(content, _remoting.DefaultAddress, true);
            }
            else if (number > _receivedSystemMessages)
            {
                throw new ProtocolException($"it sent system message {number} after {_receivedSystemMessages}");
            }
            connection.Acknowledge(_receivedSystemMessages);
        }
    }

    public void Acknowledged(long number)
    {
        lock (_lock)
        {
            if (!_systemMessages.Acknowledge(number))
                throw new ProtocolException($"it acknowledged system message {number}, which wasn't sent");
            _acknowledgedAt = Environment.TickCount64;
            _systemMessagesSince = _acknowledgedAt;
            SignalWhenDrained();
        }
    }

    private bool IsAdmitted(Connection connection)
    {
        lock (_lock)
            return _connections.Contains(connection);
    }
}

using System.Buffers;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>
/// All that is between this system and the one at an address: its connections, what waits for them, which incarnation is there,
/// which is quarantined. Messages go out on one connection, called by either, and come in on one.
/// </summary>
/// <remarks>Senders, connections and the clock come from any thread; the lock is held for bookkeeping only.</remarks>
internal sealed partial class Association
{
    // Of incarnations that were followed by another: what they may still say is outdated.
    private const int RememberedUids = 16;

    private readonly Lock _lock = new();
    private readonly Remoting _remoting;
    private readonly List<Connection> _connections = [];
    private readonly Queue<int> _formerUids = new();
    private readonly Queue<OutboundMessage> _waiting = new();
    private SystemMessageBuffer _systemMessages = new();
    private Connection? _outbound;
    private long _outboundNumber;
    private bool _announced;
    private int _resendLimit;
    private long _waitingBytes;
    private long _systemMessagesSince;
    private long _acknowledgedAt;
    private long _lastContact = Environment.TickCount64;
    private int? _uid;
    private int? _quarantinedUid;
    private long _quarantinedUntil;
    private long _gatedUntil;
    private bool _dialing;
    private bool _closed;
    private TaskCompletionSource? _drained;

    public Association(Remoting remoting, Address remote)
    {
        _remoting = remoting;
        Remote = remote;
    }

    public Address Remote { get; }

    private bool IsGated => _outbound is null && Environment.TickCount64 < _gatedUntil;

    private bool IsQuarantined => _quarantinedUid is { } uid && uid == _uid;

    /// <summary>Sends a message, or makes it a dead letter.</summary>
    public void Send(object message, IActorRef? sender, IActorRef recipient)
    {
        var isSystemMessage = message is ISystemMessage;
        if (Refuses(isSystemMessage))
        {
            _remoting.ToDeadLetters(message, sender, recipient);
            return;
        }
        if (_remoting.Write(message, sender, recipient) is not { } content)
            return;
        var dials = false;
        var outcome = isSystemMessage
            ? EnqueueSystemMessage(content, message, recipient, out dials)
            : Enqueue(Frame.Of(FrameKind.Message, content), message, sender, recipient, out dials);
        switch (outcome)
        {
            case Enqueued.Refused:
                _remoting.ToDeadLetters(message, sender, recipient);
                break;
            case Enqueued.Full when isSystemMessage:
                GiveUp($"more than {_remoting.Settings.SysMsgBufferSize} system messages wait for it");
                _remoting.ToDeadLetters(message, sender, recipient);
                break;
            case Enqueued.Full:
                _remoting.System.EventStream.Publish(new Dropped(message, $"Too much waits to be sent to [{Remote}]", sender, recipient));
                break;
        }
        if (dials)
            _ = DialAsync();
    }

    /// <summary>Puts as much as it can into the next write of a connection.</summary>
    public void Fill(Connection connection, ArrayBufferWriter<byte> output, int size)
    {
        lock (_lock)
        {
            if (connection != _outbound)
                return;
            if (!_announced)
            {
                _announced = true;
                output.Write(Frame.Of(FrameKind.Use, (ulong)_outboundNumber));
                _resendLimit = int.MaxValue;
            }
            if (_resendLimit > 0)
            {
                foreach (var frame in _systemMessages.ToResend(_resendLimit))
                    output.Write(frame);
                _resendLimit = 0;
                _acknowledgedAt = Environment.TickCount64;
            }
            while (output.WrittenCount < size && _waiting.TryDequeue(out var next))
            {
                _waitingBytes -= next.Frame.Length;
                if (next.SystemNumber == 0)
                    output.Write(next.Frame);
                else if (_systemMessages.Take(next.SystemNumber) is { } frame)
                    output.Write(frame);
            }
            SignalWhenDrained();
        }
    }

    /// <summary>Waits until all is sent and acknowledged, if that is possible at all now.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            SignalWhenDrained();
            return _drained.Task;
        }
    }

    /// <summary>Ends all connections, as soon as their goodbyes are out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var connection in _connections)
                connection.CloseAfterGoodbye(GoodbyeReason.Shutdown);
        }
    }

    /// <summary>Breaks off what hasn't ended yet.</summary>
    public void Abort()
    {
        lock (_lock)
        {
            foreach (var connection in _connections)
                connection.Close();
        }
    }

    private bool Refuses(bool isSystemMessage)
    {
        lock (_lock)
            return RefusesNow(isSystemMessage);
    }

    // System messages outlast a gate; nothing passes to a quarantined incarnation, but the address is tried again for a new one.
    private bool RefusesNow(bool isSystemMessage) => _closed || (IsGated && (!isSystemMessage || IsQuarantined));

    private Enqueued Enqueue(byte[] frame, object message, IActorRef? sender, IActorRef recipient, out bool dials)
    {
        lock (_lock)
        {
            dials = false;
            if (RefusesNow(false))
                return Enqueued.Refused;
            if (_waiting.Count >= _remoting.Settings.LogBufferSizeExceeding || _waitingBytes + frame.Length > _remoting.Transport.MaximumQueuedBytes)
                return Enqueued.Full;
            _waitingBytes += frame.Length;
            _waiting.Enqueue(new OutboundMessage(frame, 0, message, sender, recipient));
            dials = WakeOrDial();
            return Enqueued.Waiting;
        }
    }

    private Enqueued EnqueueSystemMessage(byte[] content, object message, IActorRef recipient, out bool dials)
    {
        lock (_lock)
        {
            dials = false;
            if (RefusesNow(true))
                return Enqueued.Refused;
            if (_systemMessages.Count >= _remoting.Settings.SysMsgBufferSize)
                return Enqueued.Full;
            if (_systemMessages.Count == 0)
                _systemMessagesSince = _acknowledgedAt = Environment.TickCount64;
            _waiting.Enqueue(new OutboundMessage([], _systemMessages.Add(content), message, null, recipient));
            dials = !IsGated && WakeOrDial();
            return Enqueued.Waiting;
        }
    }

    /// <returns>True if the caller must dial.</returns>
    private bool WakeOrDial()
    {
        if (_outbound is not null)
        {
            _outbound.Wake();
            return false;
        }
        if (_dialing || _closed)
            return false;
        return _dialing = true;
    }

    private void SignalWhenDrained()
    {
        if (_drained is null)
            return;
        if ((_waiting.Count == 0 && _systemMessages.Count == 0) || (_outbound is null && !_dialing))
            _drained.TrySetResult();
    }

    /// <summary>Ordinary messages that wait become dead letters; the caller tells them.</summary>
    private List<OutboundMessage> TakeOrdinary()
    {
        var ordinary = new List<OutboundMessage>();
        for (var left = _waiting.Count; left > 0; left--)
        {
            var message = _waiting.Dequeue();
            if (message.SystemNumber == 0)
                ordinary.Add(message);
            else
                _waiting.Enqueue(message);
        }
        _waitingBytes = 0;
        return ordinary;
    }

    private void ToDeadLetters(List<OutboundMessage> messages)
    {
        foreach (var message in messages)
            _remoting.ToDeadLetters(message.Message, message.Sender, message.Recipient);
    }

    private enum Enqueued
    {
        Waiting,
        Full,
        Refused,
    }
}

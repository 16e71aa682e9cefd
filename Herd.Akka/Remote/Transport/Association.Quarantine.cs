using Akka.Actor;
using Akka.Event;

namespace Akka.Remote.Transport;

internal sealed partial class Association
{
    /// <summary>Gives up an incarnation for good; without one that is known, gates the address.</summary>
    public void Quarantine(int? uid)
    {
        List<OutboundMessage> lost = [];
        lock (_inboundLock)
            lock (_lock)
            {
                if (_closed || (uid is not null && uid == _quarantinedUid) || (uid is { } other && _formerUids.Contains(other)))
                    return;
                if (uid is null)
                {
                    foreach (var connection in _connections)
                        connection.Close();
                    lost = Gate();
                }
                else
                {
                    _quarantinedUid = uid;
                    _quarantinedUntil = Environment.TickCount64 + (long)(_remoting.Settings.QuarantineDuration ?? TimeSpan.MaxValue / 2).TotalMilliseconds;
                    if (_uid is null || _uid == uid)
                    {
                        _uid = uid;
                        foreach (var connection in _connections)
                            connection.CloseAfterGoodbye(GoodbyeReason.Quarantined);
                        lost = TakeOrdinary();
                        lost.AddRange(_waiting);
                        _waiting.Clear();
                        _systemMessages = new SystemMessageBuffer();
                        _outbound = null;
                        _inbound = null;
                        _connections.Clear();
                        _gatedUntil = Environment.TickCount64 + _remoting.GateMilliseconds;
                    }
                }
                SignalWhenDrained();
            }
        if (uid is { } quarantined)
            _remoting.Publish(new QuarantinedEvent(Remote, quarantined));
        else
            _remoting.Log.Warning("[{0}] is gated for {1} ms: it is to be quarantined, but its incarnation isn't known.", Remote, _remoting.GateMilliseconds);
        ToDeadLetters(lost);
    }

    /// <summary>Does what its time has come for: redials, resends, gives up.</summary>
    public void Tick()
    {
        var dials = false;
        string? hopeless = null;
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (_closed)
                return;
            var pending = _systemMessages.Count > 0;
            if (pending && _outbound is null && !IsGated)
                dials = WakeOrDial();
            if (pending && _outbound is not null && now - _acknowledgedAt > (long)_remoting.Settings.SysResendTimeout.TotalMilliseconds)
            {
                _resendLimit = _remoting.Settings.SysResendLimit;
                _acknowledgedAt = now;
                _outbound.Wake();
            }
            if (pending && _uid is null && now - _systemMessagesSince > (long)_remoting.Settings.InitialSysMsgDeliveryTimeout.TotalMilliseconds)
                hopeless = "it was never reached";
            if (_uid is not null && !IsQuarantined && _connections.Count == 0 && !pending
                && now - _lastContact > (long)_remoting.Settings.QuarantineSilentSystemTimeout.TotalMilliseconds)
            {
                hopeless = "nothing was heard from it for too long";
            }
        }
        if (hopeless is not null)
            GiveUp(hopeless);
        if (dials)
            _ = DialAsync();
    }

    /// <summary>System messages to the other can't be delivered: neither side may rely on the other any more.</summary>
    private void GiveUp(string why)
    {
        int? uid;
        List<OutboundMessage> lost = [];
        lock (_lock)
        {
            uid = _uid;
            if (uid is null)
            {
                lost.AddRange(_waiting.Where(m => m.SystemNumber != 0));
                var ordinary = _waiting.Where(m => m.SystemNumber == 0).ToArray();
                _waiting.Clear();
                foreach (var message in ordinary)
                    _waiting.Enqueue(message);
                _systemMessages = new SystemMessageBuffer();
            }
        }
        _remoting.Log.Error("System messages to [{0}] are given up: {1}.", Remote, why);
        if (uid is not null)
            Quarantine(uid);
        ToDeadLetters(lost);
        AddressTerminatedTopic.Get(_remoting.System).Publish(new AddressTerminated(Remote));
    }
}

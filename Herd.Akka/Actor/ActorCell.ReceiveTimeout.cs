namespace Akka.Actor;

public partial class ActorCell
{
    private TimeSpan? _receiveTimeout;

    // By the scheduler's clock.
    private TimeSpan _lastMessage;

    // A message only moves _lastMessage. The one timer that runs looks at that when it goes off, so that an actor with a timeout
    // costs no timer for each message.
    private ReceiveTimeoutDue? _receiveTimeoutDue;
    private ICancelable? _receiveTimeoutTimer;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        CancelReceiveTimeout();
        _receiveTimeout = timeout;
        CheckReceiveTimeout();
    }

    /// <summary>Sees to it that the timeout runs, if there is one.</summary>
    /// <param name="reschedule">It starts anew.</param>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout is not { } timeout || timeout <= TimeSpan.Zero || Mailbox is not { IsClosed: false })
        {
            CancelReceiveTimeout();
            return;
        }
        if (reschedule)
            _lastMessage = SystemImpl.Clock;
        if (_receiveTimeoutDue is null)
            ScheduleReceiveTimeout(timeout);
    }

    private void ReceivedTimeoutDue(ReceiveTimeoutDue due)
    {
        if (due != _receiveTimeoutDue || _receiveTimeout is not { } timeout)
            return;
        _receiveTimeoutDue = null;
        var left = timeout - (SystemImpl.Clock - _lastMessage);
        if (left > TimeSpan.Zero)
        {
            ScheduleReceiveTimeout(left);
            return;
        }
        _current = new Envelope(Akka.Actor.ReceiveTimeout.Instance, _self);
        ReceiveMessage(Akka.Actor.ReceiveTimeout.Instance);
        CheckReceiveTimeout();
    }

    private void ScheduleReceiveTimeout(TimeSpan delay)
    {
        _receiveTimeoutDue = new ReceiveTimeoutDue();
        _receiveTimeoutTimer = System.Scheduler.ScheduleTellOnceCancelable(delay, _self, _receiveTimeoutDue, _self);
    }

    private void CancelReceiveTimeout()
    {
        _receiveTimeoutTimer?.Cancel();
        _receiveTimeoutTimer = null;
        _receiveTimeoutDue = null;
    }
}

namespace Akka.Actor;

public partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private ICancelable? _pendingReceiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        _receiveTimeout = timeout;
        if (timeout is null)
            CancelReceiveTimeout();
        else
            CheckReceiveTimeout();
    }

    /// <summary>Starts the time anew, if there is one.</summary>
    /// <param name="reschedule">False: only starts it when it doesn't run.</param>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout is not { } timeout || timeout <= TimeSpan.Zero || Mailbox is not { IsClosed: false })
        {
            CancelReceiveTimeout();
            return;
        }
        if (!reschedule && _pendingReceiveTimeout is not null)
            return;
        CancelReceiveTimeout();
        _pendingReceiveTimeout = System.Scheduler.ScheduleTellOnceCancelable(timeout, _self, Akka.Actor.ReceiveTimeout.Instance, _self);
    }

    private bool BeforeMessage(object message)
    {
        if (message is INotInfluenceReceiveTimeout)
            return false;
        CancelReceiveTimeout();
        return true;
    }

    private void CancelReceiveTimeout()
    {
        _pendingReceiveTimeout?.Cancel();
        _pendingReceiveTimeout = null;
    }
}

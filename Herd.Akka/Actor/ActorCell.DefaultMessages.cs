using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    // System messages that can't be handled in the actor's present state, oldest first.
    private Queue<SystemMessage>? _waitingSystemMessages;
    private bool _logsReceived;

    private enum SystemMessageState
    {
        Normal,
        Suspended,
        WaitingForChildren,
    }

    /// <summary>Handles one message of the mailbox.</summary>
    public void Invoke(Envelope envelope)
    {
        _current = envelope;
        CurrentEnvelopeId++;
        try
        {
            if (envelope.Message is IAutoReceivedMessage)
                AutoReceiveMessage(envelope);
            else
                ReceiveMessage(envelope.Message);
            // A failed message stays current until the restart that it leads to. So does one that is handled asynchronously.
            if (_taskScheduler is not { IsBusy: true })
                _current = default;
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
        if (_receiveTimeout is not null && _taskScheduler is not { IsBusy: true })
            CheckReceiveTimeout(envelope.Message is not INotInfluenceReceiveTimeout);
    }

    /// <summary>Handles a message past the mailbox; whatever the handler throws comes to the caller.</summary>
    public void ReceiveMessageForTest(Envelope envelope)
    {
        var before = _current;
        _current = envelope;
        try
        {
            ReceiveMessage(envelope.Message);
        }
        finally
        {
            _current = before;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        var state = CurrentState();
        if (MustWait(message, state))
        {
            (_waitingSystemMessages ??= new()).Enqueue(message);
            return;
        }
        try
        {
            Handle(message);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
        if (_waitingSystemMessages is null)
            return;
        if (IsTerminated)
            WaitingBecomeDeadLetters();
        else if (CurrentState() < state)
            HandleWaiting();
    }

    protected virtual void ReceiveMessage(object message)
    {
        var handled = _actor!.InvokeAroundReceive(_behaviour!, message);
        if (_logsReceived)
            Publish(new Debug(_self.Path.ToString(), _actor.GetType(), $"received {(handled ? "handled" : "unhandled")} message {message} from {Sender.Path}"));
    }

    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        if (SystemImpl.Settings.DebugAutoReceive)
            Publish(new Debug(_self.Path.ToString(), _actor!.GetType(), $"received AutoReceiveMessage {envelope}"));
        switch (envelope.Message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case AddressTerminated terminated:
                AddressGone(terminated.Address);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            case ReceiveTimeoutDue due:
                ReceivedTimeoutDue(due);
                break;
            case Scheduler.TimerMessage timer:
                ReceivedTimer(timer);
                break;
            case ActorSelectionMessage selection:
                Akka.Actor.ActorSelection.Deliver(_self, selection, Sender);
                break;
            default:
                ReceiveMessage(envelope.Message);
                break;
        }
    }

    private void ReceivedTimer(Scheduler.TimerMessage timer)
    {
        if ((_actor as IWithTimers)?.Timers is not Scheduler.TimerScheduler timers || timers.Open(timer) is not { } message)
            return;
        _current = new Envelope(message, _current.Sender);
        if (message is IAutoReceivedMessage)
            AutoReceiveMessage(_current);
        else
            ReceiveMessage(message);
    }

    private static bool MustWait(SystemMessage message, SystemMessageState state) => state switch
    {
        SystemMessageState.WaitingForChildren => message.WaitsForChildren,
        SystemMessageState.Suspended => message.WaitsWhenSuspended,
        _ => false,
    };

    private SystemMessageState CurrentState() =>
        _children.IsWaiting ? SystemMessageState.WaitingForChildren
        : Mailbox!.IsSuspended ? SystemMessageState.Suspended
        : SystemMessageState.Normal;

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case Create create:
                CreateActor(create.Failure);
                break;
            case Watch watch:
                AddWatcher(watch.Watchee, watch.Watcher);
                break;
            case Unwatch unwatch:
                RemWatcher(unwatch.Watchee, unwatch.Watcher);
                break;
            case DeathWatchNotification notification:
                WatchedActorTerminated(notification.Actor, notification.ExistenceConfirmed, notification.AddressTerminated);
                break;
            case Failed failed:
                HandleFailed(failed);
                break;
            case ActorTask task:
                task.Execute();
                break;
            case ActorTaskDone done:
                HandleTaskDone(done);
                break;
            case Recreate recreate:
                FaultRecreate(recreate.Cause);
                break;
            case Dispatch.SysMsg.Suspend:
                FaultSuspend();
                break;
            case Resume resume:
                FaultResume(resume.CausedByFailure);
                break;
            case Dispatch.SysMsg.Terminate:
                Terminate();
                break;
            case Supervise supervise:
                HandleSupervise(supervise.Child);
                break;
            default:
                throw new NotSupportedException($"Unknown system message {message}");
        }
    }

    private void HandleWaiting()
    {
        for (var left = _waitingSystemMessages!.Count; left > 0; left--)
            SystemInvoke(_waitingSystemMessages.Dequeue());
    }

    private void WaitingBecomeDeadLetters()
    {
        while (_waitingSystemMessages!.TryDequeue(out var waiting))
            Dispatcher.Mailboxes.DeadLetterMailbox.SystemEnqueue(_self, waiting);
    }

    private void HandleTaskDone(ActorTaskDone done)
    {
        done.Scheduler.Ended();
        ResumeNonRecursive();
        if (done.Failure is not null)
        {
            HandleInvokeFailure(done.Failure);
            return;
        }
        CheckReceiveTimeout();
        _current = default;
    }

    private void Publish(LogEvent e)
    {
        try
        {
            SystemImpl.EventStream.Publish(e);
        }
        catch (Exception)
        {
            // A subscriber that throws must not stop the actor from being dealt with.
        }
    }
}

using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    // Whose failure this actor is suspended for: its own or a child's that it escalated.
    private IActorRef? _perpetrator;

    private bool IsFailed => _perpetrator is not null;

    /// <summary>Makes the instance, and lets it start.</summary>
    private void CreateActor(ActorInitializationException? failure)
    {
        if (failure is not null)
            throw failure;
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            CheckReceiveTimeout();
            if (SystemImpl.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), _actor.GetType(), $"Started ({_actor})"));
        }
        catch (Exception e)
        {
            if (_actor is not null)
                ClearActor();
            throw new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private ActorBase NewActor()
    {
        _behaviour = null;
        _stackedBehaviours = null;
        ActorBase? made = null;
        UseThreadContext(() =>
        {
            made = Props.NewActor();
            _logsReceived = made is ILogReceive && SystemImpl.Settings.AddLoggingReceive;
            if (Props.SupervisorStrategy is { } strategy)
                made.Strategy = strategy;
            (made as IInitializableActor)?.Init();
            if (made is IActorStash stashing)
                stashing.Stash = this.CreateStash(stashing);
            if (made is IWithTimers timed)
                timed.Timers = new Scheduler.TimerScheduler(this);
        });
        return made ?? throw new ActorInitializationException(_self, "Actor instance passed to actorOf can't be 'null'");
    }

    /// <summary>Gives up the instance: its stash goes back to the mailbox, its timers end.</summary>
    private void ClearActor()
    {
        var actor = _actor;
        _actor = null;
        if (actor is null)
            return;
        try
        {
            (actor as IActorStash)?.Stash?.UnstashAll();
            (actor as IWithTimers)?.Timers?.CancelAll();
            (actor as IDisposable)?.Dispose();
            Props.Release(actor);
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), actor.GetType(), e.Message));
        }
        actor.Detach();
    }

    private void HandleInvokeFailure(Exception cause, IReadOnlyCollection<IActorRef>? childrenNotToSuspend = null)
    {
        if (IsFailed)
            return;
        try
        {
            SuspendNonRecursive();
            if (_current.Message is Failed failed)
            {
                _perpetrator = failed.Child;
                childrenNotToSuspend = [.. childrenNotToSuspend ?? [], failed.Child];
            }
            else
            {
                _perpetrator = _self;
            }
            SuspendChildren(childrenNotToSuspend);
            Parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), GetType(), $"Emergency stop: exception in failure handling for {cause}"));
            foreach (var child in GetChildren())
                child.Stop();
            FinishTerminate();
        }
    }

    private void FaultSuspend()
    {
        SuspendNonRecursive();
        SuspendChildren();
    }

    private void FaultResume(Exception? cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }
        var perpetrator = _perpetrator;
        ResumeNonRecursive();
        if (cause is not null)
            _perpetrator = null;
        ResumeChildren(cause, perpetrator);
    }

    /// <summary>A failed creation is tried again.</summary>
    private void FaultCreate()
    {
        CancelReceiveTimeout();
        foreach (var child in GetChildren())
            Stop(child);
        if (!SetChildrenTerminationReason(new SuspendReason.Creation()))
            FinishCreate();
    }

    private void FinishCreate()
    {
        ResumeNonRecursive();
        _perpetrator = null;
        try
        {
            CreateActor(null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }
        if (!_children.IsNormal)
        {
            FaultResume(null);
            return;
        }
        var failed = _actor;
        var message = _current.Message is SystemMessage ? null : _current.Message;
        if (SystemImpl.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), failed.GetType(), "restarting"));
        try
        {
            failed.AroundPreRestart(cause, message!);
        }
        catch (Exception e)
        {
            var wrapped = new PreRestartException(_self, e, cause, message);
            Publish(new Error(wrapped, _self.Path.ToString(), failed.GetType(), e.Message));
        }
        finally
        {
            ClearActor();
            // Until the new instance is there, the old one still answers for its children.
            _actor = failed;
        }
        CancelReceiveTimeout();
        if (!SetChildrenTerminationReason(new SuspendReason.Recreation(cause)))
            FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = GetChildren().ToArray();
        try
        {
            ResumeNonRecursive();
            _perpetrator = null;
            _current = default;
            _actor = NewActor();
            _actor.AroundPostRestart(cause, null!);
            CheckReceiveTimeout();
            if (SystemImpl.Settings.DebugLifecycle)
                Publish(new Debug(_self.Path.ToString(), _actor.GetType(), "restarted"));
            foreach (var child in survivors)
                child.Restart(cause);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors);
        }
    }

    private void Terminate()
    {
        SetReceiveTimeout(null);
        foreach (var child in GetChildren())
            Stop(child);
        var wasTerminating = _children.IsTerminating;
        if (!SetChildrenTerminationReason(SuspendReason.Termination.Instance))
        {
            FinishTerminate();
            return;
        }
        if (wasTerminating)
            return;
        SuspendNonRecursive();
        _perpetrator = _self;
        if (SystemImpl.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), GetType(), "stopping"));
    }

    private void FinishTerminate()
    {
        var type = _actor?.GetType() ?? GetType();
        Change(_ => ChildrenContainer.Terminated);
        try
        {
            _actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), type, e.Message));
        }
        ClearActor();
        Dispatcher.Detach(this);
        Parent.SendSystemMessage(new DeathWatchNotification(_self, true, false));
        TellWatchersWeDied();
        UnwatchWatchedActors();
        if (SystemImpl.Settings.DebugLifecycle)
            Publish(new Debug(_self.Path.ToString(), type, "stopped"));
        _behaviour = null;
        _stackedBehaviours = null;
        _current = default;
    }

    private void HandleFailed(Failed failed)
    {
        if (_children.Find(failed.Child) is not { } stats || stats.Uid != failed.Uid)
            return;
        var before = _current;
        _current = new Envelope(failed, failed.Child);
        var strategy = _actor!.Strategy;
        if (!strategy.HandleFailure(this, failed.Child, failed.Cause, stats, _children.Stats.ToArray()))
            HandleInvokeFailure(failed.Cause);
        else
            _current = before;
    }

    private void SuspendNonRecursive() => Dispatcher.Suspend(this);

    private void ResumeNonRecursive() => Dispatcher.Resume(this);
}

using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The root of all actors. An instance handles one message at a time; when it fails, its supervisor decides whether it
/// goes on, is replaced by a new instance, or stops.
/// </summary>
public abstract class ActorBase : IInternalActor
{
    private readonly IActorRef _self;
    private ActorCell? _cell;

    /// <exception cref="ActorInitializationException">It is made with new, instead of by ActorOf.</exception>
    protected ActorBase()
    {
        if (InternalCurrentActorCellKeeper.Current is not { } cell)
        {
            throw new ActorInitializationException(
                $"Do not create actors using 'new', always create them using an ActorContext/System: {GetType()}");
        }
        _cell = cell;
        _self = cell.Self;
        cell.Become(Receive);
    }

    IActorContext IInternalActor.ActorContext => _cell!;

    /// <summary>The behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive => static _ => false;

    /// <exception cref="NotSupportedException">No actor runs on this thread, as after an await with ConfigureAwait(false).</exception>
    protected static IActorContext Context =>
        InternalCurrentActorCellKeeper.Current
        ?? throw new NotSupportedException("There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    protected IActorRef Self => _self;

    /// <summary>Who sent the current message.</summary>
    protected IActorRef Sender => Context.Sender;

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop() => PostStop();

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    internal bool InvokeAroundReceive(Receive receive, object message) => AroundReceive(receive, message);

    internal SupervisorStrategy Strategy
    {
        get => field ??= SupervisorStrategy();
        set;
    }

    internal void Detach() => _cell = null;

    /// <summary>Handles one message.</summary>
    /// <returns>False: it is unhandled.</returns>
    protected abstract bool Receive(object message);

    protected virtual bool AroundReceive(Receive receive, object message)
    {
        if (receive(message))
            return true;
        Unhandled(message);
        return false;
    }

    /// <summary>Called with each message that no behaviour handles: publishes it, or throws when it is <see cref="Terminated"/>.</summary>
    /// <exception cref="DeathPactException">A watched actor has stopped.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    /// <summary>Called after the actor is made, before its first message.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called after the actor has stopped.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>Called on the failed instance, before a new one takes its place: stops the children and calls <see cref="PostStop"/>.</summary>
    /// <param name="reason">Why it is restarted.</param>
    /// <param name="message">The message that it failed at; null when it didn't fail at one.</param>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>Called on the new instance: calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>How failures of its children are dealt with.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);
}

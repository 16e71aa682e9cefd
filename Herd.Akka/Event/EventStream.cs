using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>
/// The bus of an actor system. Who subscribes to a class or interface gets all events of it. Subscriptions of actors that
/// stop end by themselves.
/// </summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private IActorRef? _unsubscriber;

    public EventStream(bool debug) => _debug = debug;

    /// <exception cref="ArgumentNullException">The subscriber is null.</exception>
    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        Log($"subscribing {subscriber} to channel {channel}");
        var added = base.Subscribe(subscriber, channel);
        if (added && subscriber is not MinimalActorRef)
            Volatile.Read(ref _unsubscriber)?.Tell(new EventStreamUnsubscriber.Register(subscriber), ActorRefs.NoSender);
        return added;
    }

    /// <exception cref="ArgumentNullException">The subscriber is null.</exception>
    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var removed = base.Unsubscribe(subscriber, channel);
        Log($"unsubscribing {subscriber} from channel {channel}");
        if (removed && !IsSubscribed(subscriber))
            Volatile.Read(ref _unsubscriber)?.Tell(new EventStreamUnsubscriber.Forget(subscriber), ActorRefs.NoSender);
        return removed;
    }

    /// <exception cref="ArgumentNullException">The subscriber is null.</exception>
    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var removed = base.Unsubscribe(subscriber);
        Log($"unsubscribing {subscriber} from all channels");
        if (removed)
            Volatile.Read(ref _unsubscriber)?.Tell(new EventStreamUnsubscriber.Forget(subscriber), ActorRefs.NoSender);
        return removed;
    }

    /// <summary>Starts the actor that ends subscriptions of actors that stop.</summary>
    public void StartUnsubscriber(ActorSystemImpl system) => Volatile.Write(
        ref _unsubscriber,
        system.SystemActorOf(Props.Create(() => new EventStreamUnsubscriber(this)).WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId), "eventStreamUnsubscriber"));

    internal void StoppedSubscriber(IActorRef subscriber) => base.Unsubscribe(subscriber);

    private void Log(string message)
    {
        if (_debug)
            Publish(new Debug(Logging.SimpleName(this), GetType(), message));
    }
}

using Akka.Actor;

namespace Akka.Event;

/// <summary>Watches the subscribers of an event stream, and ends the subscriptions of those that stop.</summary>
internal sealed class EventStreamUnsubscriber : ReceiveActor
{
    public EventStreamUnsubscriber(EventStream eventStream)
    {
        Receive<Register>(m => Context.Watch(m.Subscriber));
        Receive<Forget>(m => Context.Unwatch(m.Subscriber));
        Receive<Terminated>(m => eventStream.StoppedSubscriber(m.ActorRef));
    }

    public sealed record Register(IActorRef Subscriber) : IDeadLetterSuppression;

    public sealed record Forget(IActorRef Subscriber) : IDeadLetterSuppression;
}

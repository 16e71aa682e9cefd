using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>Tells those who watch actors of another system, or are watched from there, that it is gone.</summary>
internal sealed class AddressTerminatedTopic
{
    private readonly ConcurrentDictionary<IActorRef, byte> _subscribers = new();

    public static AddressTerminatedTopic Get(ActorSystem system) => ((ActorSystemImpl)system).AddressTerminatedTopic;

    public void Subscribe(IActorRef subscriber) => _subscribers[subscriber] = 0;

    public void Unsubscribe(IActorRef subscriber) => _subscribers.TryRemove(subscriber, out _);

    public void Publish(AddressTerminated terminated)
    {
        foreach (var (subscriber, _) in _subscribers)
            subscriber.Tell(terminated, ActorRefs.NoSender);
    }
}

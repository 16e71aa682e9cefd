using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor's view of its surroundings. Only to be used by the actor itself, while it handles a message.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    IActorRef Self { get; }

    Props Props { get; }

    /// <summary>Who sent the current message; dead letters when nobody did.</summary>
    IActorRef Sender { get; }

    ActorSystem System { get; }

    IActorRef Parent { get; }

    MessageDispatcher Dispatcher { get; }

    /// <summary>After how long without a message <see cref="Actor.ReceiveTimeout"/> comes; null when off.</summary>
    TimeSpan? ReceiveTimeout { get; }

    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Replaces the current behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour on top of the current one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour below; the first one stays.</summary>
    void UnbecomeStacked();

    /// <summary>The child of that name, or <see cref="Nobody"/>.</summary>
    IActorRef Child(string name);

    IEnumerable<IActorRef> GetChildren();

    /// <summary>Stops an actor after its current message.</summary>
    void Stop(IActorRef child);
}

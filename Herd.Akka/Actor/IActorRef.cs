namespace Akka.Actor;

/// <summary>A handle to an actor: immutable, safe to share, valid when the actor is gone (its messages are dead letters then).</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    ActorPath Path { get; }
}

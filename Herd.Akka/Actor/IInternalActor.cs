namespace Akka.Actor;

/// <summary>The way to an actor's context from outside of it.</summary>
public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

namespace Akka.Actor;

/// <summary>Makes actors in a way of its own, with dependencies injected for instance.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    /// <summary>The instance has stopped, or been replaced by a restart.</summary>
    void Release(ActorBase actor);
}

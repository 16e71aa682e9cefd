namespace Akka.Actor;

/// <summary>Makes no actors: that of Props that name none.</summary>
internal sealed class NoProducer : IIndirectActorProducer
{
    public Type ActorType => typeof(ActorBase);

    public ActorBase Produce() => throw new InvalidOperationException("No actor producer specified!");

    public void Release(ActorBase actor)
    {
    }
}

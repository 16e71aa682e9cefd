namespace Akka.Actor;

/// <summary>An <see cref="UntypedActor"/> that is <see cref="IWithStash"/>.</summary>
public abstract class UntypedActorWithStash : UntypedActor, IWithStash
{
    public IStash Stash { get; set; } = null!;
}

namespace Akka.Actor;

/// <summary>An <see cref="UntypedActor"/> that is <see cref="IWithUnboundedStash"/>.</summary>
public abstract class UntypedActorWithUnboundedStash : UntypedActor, IWithUnboundedStash
{
    public IStash Stash { get; set; } = null!;
}

namespace Akka.Actor;

/// <summary>An <see cref="UntypedActor"/> that is <see cref="IWithUnrestrictedStash"/>.</summary>
public abstract class UntypedActorWithUnrestrictedStash : UntypedActor, IWithUnrestrictedStash
{
    public IStash Stash { get; set; } = null!;
}

using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Makes the stashes of actors.</summary>
public static class StashFactory
{
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase => context.CreateStash(typeof(T));

    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) => context.CreateStash(actorInstance.GetType());

    /// <exception cref="ArgumentException">The class has no stash.</exception>
    /// <exception cref="NotSupportedException">The actor's mailbox can't be put into at the front.</exception>
    public static IStash CreateStash(this IActorContext context, Type actorType) =>
        typeof(IActorStash).IsAssignableFrom(actorType)
            ? new ActorStash((ActorCell)context, typeof(IWithUnboundedStash).IsAssignableFrom(actorType))
            : throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));
}

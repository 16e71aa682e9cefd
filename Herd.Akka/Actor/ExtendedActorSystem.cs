namespace Akka.Actor;

/// <summary>An actor system, as its extensions see it.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    public abstract IActorRefProvider Provider { get; }

    /// <summary>/user</summary>
    public abstract IInternalActorRef Guardian { get; }

    /// <summary>/system</summary>
    public abstract IInternalActorRef SystemGuardian { get; }

    /// <summary>/</summary>
    public abstract IInternalActorRef LookupRoot { get; }

    /// <summary>Makes an actor below /system: it stops after all of /user.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    /// <inheritdoc cref="SystemActorOf(Props, string)"/>
    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();

    /// <summary>Stops everything at once.</summary>
    public abstract void Abort();
}

using Akka.Actor;

namespace Akka.TestKit;

/// <summary>
/// A reference to an actor whose instance the test can look at. Unless its props say otherwise the actor lives on the
/// <see cref="CallingThreadDispatcher"/>: when a message has been sent it has been handled too.
/// </summary>
public class TestActorRef<TActor> : TestActorRefBase<TActor>
    where TActor : ActorBase
{
    /// <param name="system">Where it lives.</param>
    /// <param name="actorProps">How to make it.</param>
    /// <param name="supervisor">Its parent, which must be of this process and started; null: the user guardian.</param>
    /// <param name="name">Made up when null.</param>
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
        : base(system, actorProps, supervisor, name)
    {
    }

    public static bool operator ==(TestActorRef<TActor>? testActorRef, IActorRef? actorRef) =>
        testActorRef is null ? actorRef is null : testActorRef.Equals(actorRef);

    public static bool operator !=(TestActorRef<TActor>? testActorRef, IActorRef? actorRef) => !(testActorRef == actorRef);

    public static bool operator ==(IActorRef? actorRef, TestActorRef<TActor>? testActorRef) => testActorRef == actorRef;

    public static bool operator !=(IActorRef? actorRef, TestActorRef<TActor>? testActorRef) => !(testActorRef == actorRef);

    public override bool Equals(object? obj) => base.Equals(obj);

    public override int GetHashCode() => base.GetHashCode();
}

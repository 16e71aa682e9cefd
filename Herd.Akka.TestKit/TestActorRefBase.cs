using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>A reference to an actor whose instance the test can look at.</summary>
public abstract class TestActorRefBase<TActor> : IInternalActorRef, IActorRefWrapper
    where TActor : ActorBase
{
    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null) =>
        InternalRef = InternalTestActorRef.Create(system, actorProps, supervisor, name);

    public IActorRef Ref => InternalRef;

    public ActorPath Path => InternalRef.Path;

    /// <summary>The present instance; another after a restart.</summary>
    /// <exception cref="IllegalActorStateException">The actor has stopped.</exception>
    public TActor UnderlyingActor => (TActor)InternalRef.UnderlyingActor;

    bool IActorRefScope.IsLocal => InternalRef.IsLocal;

    LocalActorRef IActorRefWrapper.Wrapped => InternalRef;

    IInternalActorRef IInternalActorRef.Parent => InternalRef.Parent;

    IActorRefProvider IInternalActorRef.Provider => InternalRef.Provider;

    internal InternalTestActorRef InternalRef { get; }

    public static bool operator ==(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) =>
        testActorRef is null ? actorRef is null : testActorRef.Equals(actorRef);

    public static bool operator !=(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => !(testActorRef == actorRef);

    public static bool operator ==(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => testActorRef == actorRef;

    public static bool operator !=(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => !(testActorRef == actorRef);

    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef.InternalRef;

    /// <summary>
    /// Makes the actor handle a message now, on this thread, past its mailbox. What the handler throws comes to the
    /// caller, and no supervisor hears of it. Nothing else must make the actor run at the same time.
    /// </summary>
    public void Receive(object message, IActorRef? sender = null) => InternalRef.Receive(message, sender);

    /// <summary>Sends a message, in the name of the actor or the test that calls.</summary>
    public void Tell(object message) => InternalRef.Tell(message);

    public void Tell(object message, IActorRef? sender) => InternalRef.Tell(message, sender);

    public void Forward(object message) => InternalRef.Forward(message);

    /// <summary>Makes the actor watch another.</summary>
    public void Watch(IActorRef subject) => InternalRef.Cell.Watch(subject);

    public void Unwatch(IActorRef subject) => InternalRef.Cell.Unwatch(subject);

    public void SendSystemMessage(ISystemMessage message) => InternalRef.SendSystemMessage(message);

    public bool Equals(IActorRef? other) => InternalRef.Equals(other);

    public override bool Equals(object? obj) => InternalRef.Equals(obj);

    public override int GetHashCode() => InternalRef.GetHashCode();

    public int CompareTo(object? obj) => InternalRef.CompareTo(obj);

    public override string ToString() => InternalRef.ToString();

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => InternalRef.CompareTo(other);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => InternalRef.GetChild(name);

    void IInternalActorRef.Start() => InternalRef.Start();

    void IInternalActorRef.Suspend() => InternalRef.Suspend();

    void IInternalActorRef.Resume(Exception? causedByFailure) => InternalRef.Resume(causedByFailure);

    void IInternalActorRef.Restart(Exception cause) => InternalRef.Restart(cause);

    void IInternalActorRef.Stop() => InternalRef.Stop();
}

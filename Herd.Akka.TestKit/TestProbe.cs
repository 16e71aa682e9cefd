using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>A test actor of its own, that can be given to actors as their neighbour, and all that can be expected of it.</summary>
public class TestProbe : TestKitBase, INoImplicitSender, IInternalActorRef, IActorRefWrapper
{
    public TestProbe(ActorSystem system, ITestKitAssertions assertions, string? testProbeName = null)
        : base(assertions, system, testProbeName)
    {
    }

    /// <summary>The test actor.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>Who sent the message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was received.</exception>
    public IActorRef Sender => LastSender;

    ActorPath IActorRef.Path => TestActor.Path;

    bool IActorRefScope.IsLocal => Inner.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => Inner.Parent;

    IActorRefProvider IInternalActorRef.Provider => Inner.Provider;

    LocalActorRef IActorRefWrapper.Wrapped => (LocalActorRef)TestActor;

    private IInternalActorRef Inner => (IInternalActorRef)TestActor;

    /// <summary>Sends a message as the probe.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Sends a message in the name of who sent the message that was received last.</summary>
    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    /// <summary>Passes the message that was received last on, in the name of its sender.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage, Sender);

    /// <summary>Answers the message that was received last.</summary>
    public void Reply(object message) => Sender.Tell(message, TestActor);

#pragma warning disable CS0809 // Obsolete here only: a test makes probes, a probe doesn't.
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Cannot create a TestProbe from a TestProbe", true)]
    public override TestProbe CreateTestProbe(string? name = null) =>
        throw new NotSupportedException("Cannot create a TestProbe from a TestProbe");
#pragma warning restore CS0809

    public void SendSystemMessage(ISystemMessage message) => Inner.SendSystemMessage(message);

    public int CompareTo(object? obj) => TestActor.CompareTo(obj);

    public override bool Equals(object? obj) => TestActor.Equals(obj);

    public override int GetHashCode() => TestActor.GetHashCode();

    public override string ToString() => $"TestProbe({TestActor})";

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => TestActor.Equals(other);

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => TestActor.CompareTo(other);

    void ICanTell.Tell(object message, IActorRef? sender) => TestActor.Tell(message, sender);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => Inner.GetChild(name);

    void IInternalActorRef.Start() => Inner.Start();

    void IInternalActorRef.Suspend() => Inner.Suspend();

    void IInternalActorRef.Resume(Exception? causedByFailure) => Inner.Resume(causedByFailure);

    void IInternalActorRef.Restart(Exception cause) => Inner.Restart(cause);

    void IInternalActorRef.Stop() => Inner.Stop();
}

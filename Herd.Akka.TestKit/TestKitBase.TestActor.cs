using Akka.Actor;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Ignores messages from now on; the last call is what counts.</summary>
    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new TestActor.SetIgnore(message => shouldIgnoreMessage(message)), ActorRefs.NoSender);

    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        IgnoreMessages(message => message is TMsg typed && shouldIgnoreMessage(typed));

    public void IgnoreMessages<TMsg>() => IgnoreMessages(message => message is TMsg);

    /// <summary>Ignores nothing any more.</summary>
    public void IgnoreNoMessages() => TestActor.Tell(new TestActor.SetIgnore(null), ActorRefs.NoSender);

    /// <summary>Makes the test actor watch an actor; when this returns it does.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new TestActor.Watch(actorToWatch) { Done = done }, ActorRefs.NoSender);
        done.Task.Wait(RemainingOrDefault);
        return actorToWatch;
    }

    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.Watch(actorToWatch) { Done = done }, ActorRefs.NoSender);
        await done.Task.WaitAsync(RemainingOrDefault).ConfigureAwait(false);
        return actorToWatch;
    }

    /// <summary>Makes the test actor stop watching an actor; when this returns it has.</summary>
    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        var done = new TaskCompletionSource();
        TestActor.Tell(new TestActor.Unwatch(actorToUnwatch) { Done = done }, ActorRefs.NoSender);
        done.Task.Wait(RemainingOrDefault);
        return actorToUnwatch;
    }

    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestActor.Tell(new TestActor.Unwatch(actorToUnwatch) { Done = done }, ActorRefs.NoSender);
        await done.Task.WaitAsync(RemainingOrDefault).ConfigureAwait(false);
        return actorToUnwatch;
    }

    /// <summary>Runs this for each message that the test actor gets from now on.</summary>
    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new TestActor.SetAutoPilot(pilot), ActorRefs.NoSender);

    /// <summary>Makes an actor that is a child of the test actor.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Its name.</param>
    /// <param name="supervisorStrategy">What to do when it fails.</param>
    /// <param name="cancellationToken">Ends the wait for the child.</param>
    public IActorRef ChildActorOf(Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawn(props, name, supervisorStrategy, cancellationToken);

    /// <inheritdoc cref="ChildActorOf(Props, string, SupervisorStrategy, CancellationToken)"/>
    public IActorRef ChildActorOf(Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        Spawn(props, null, supervisorStrategy, cancellationToken);

    /// <summary>Makes an actor that is a child of the test actor, and is stopped when it fails.</summary>
    public IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        Spawn(props, name, null, cancellationToken);

    /// <inheritdoc cref="ChildActorOf(Props, string, CancellationToken)"/>
    public IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        Spawn(props, null, null, cancellationToken);

    private IActorRef Spawn(Props props, string? name, SupervisorStrategy? strategy, CancellationToken cancellationToken)
    {
        TestActor.Tell(new TestActor.Spawn(props, name, strategy), ActorRefs.NoSender);
        return ExpectMsg<IActorRef>(cancellationToken: cancellationToken);
    }
}

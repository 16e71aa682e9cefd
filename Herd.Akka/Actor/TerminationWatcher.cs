using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Watches an actor for somebody who isn't one.</summary>
internal sealed class TerminationWatcher(IActorRefProvider provider) : MinimalActorRef
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = provider.TempPath();

    public override IActorRefProvider Provider => provider;

    public Task Terminated => _terminated.Task;

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification)
            _terminated.TrySetResult();
    }
}

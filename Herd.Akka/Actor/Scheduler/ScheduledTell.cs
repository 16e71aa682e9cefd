using Akka.Dispatch;

namespace Akka.Actor.Scheduler;

/// <summary>A message for later.</summary>
internal sealed class ScheduledTell(ICanTell receiver, object message, IActorRef? sender) : IRunnable
{
    public void Run() => receiver.Tell(message, sender);

    public void Execute() => Run();
}

using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>A continuation of an actor's asynchronous handler, to be run on the actor.</summary>
internal sealed class ActorTask(ActorTaskScheduler scheduler, Task task) : SystemMessage, IDeadLetterSuppression
{
    public void Execute() => scheduler.Execute(task);
}

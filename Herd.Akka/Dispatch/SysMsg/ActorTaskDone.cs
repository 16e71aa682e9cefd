using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>An actor's asynchronous handler has ended.</summary>
internal sealed class ActorTaskDone(ActorTaskScheduler scheduler, Exception? failure) : SystemMessage, IDeadLetterSuppression
{
    public ActorTaskScheduler Scheduler { get; } = scheduler;

    /// <summary>Null when it ended well.</summary>
    public Exception? Failure { get; } = failure;
}

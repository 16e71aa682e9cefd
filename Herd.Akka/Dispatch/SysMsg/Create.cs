using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>An actor's first message: make the instance.</summary>
internal sealed class Create(ActorInitializationException? failure = null) : SystemMessage
{
    /// <summary>Why that can't work; null when it can.</summary>
    public ActorInitializationException? Failure { get; } = failure;
}

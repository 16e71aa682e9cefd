using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A child has failed and waits, suspended, for its supervisor's directive.</summary>
internal sealed class Failed(IActorRef child, Exception cause, long uid) : SystemMessage
{
    public IActorRef Child { get; } = child;

    public Exception Cause { get; } = cause;

    /// <summary>The child's incarnation.</summary>
    public long Uid { get; } = uid;

    internal override bool WaitsForChildren => true;

    internal override bool WaitsWhenSuspended => true;
}

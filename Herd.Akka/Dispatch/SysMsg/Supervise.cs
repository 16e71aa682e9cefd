using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A child that was made elsewhere, to be supervised by the receiver.</summary>
internal sealed class Supervise(IActorRef child, bool async) : SystemMessage
{
    public IActorRef Child { get; } = child;

    public bool Async { get; } = async;
}

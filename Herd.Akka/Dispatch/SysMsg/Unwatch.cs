using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>The watcher no longer wants to know.</summary>
internal sealed class Unwatch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>The watcher wants to know when the watchee stops.</summary>
internal sealed class Watch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

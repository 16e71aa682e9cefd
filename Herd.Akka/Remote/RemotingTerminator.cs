using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>Ends remoting when the user's actors have stopped, and lets the system's stop when it has ended.</summary>
internal sealed class RemotingTerminator(RemoteTransport transport) : UntypedActor
{
    protected override void PreStart() => ((ExtendedActorSystem)Context.System).SystemGuardian.Tell(RegisterTerminationHook.Instance, Self);

    protected override void OnReceive(object message)
    {
        if (message is not TerminationHook)
            return;
        var guardian = Sender;
        transport.Shutdown().PipeTo(guardian, Self, () => TerminationHookDone.Instance, _ => TerminationHookDone.Instance);
    }
}

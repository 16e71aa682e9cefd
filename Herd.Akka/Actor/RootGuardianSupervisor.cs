using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Who supervises the root guardian: ends the system when that has stopped, and stops it when it fails.</summary>
public class RootGuardianSupervisor : MinimalActorRef
{
    private readonly TaskCompletionSource<Status> _terminated;
    private readonly ILoggingAdapter _log;

    public RootGuardianSupervisor(RootActorPath root, IActorRefProvider provider, TaskCompletionSource<Status> terminationPromise, ILoggingAdapter log)
    {
        Path = root / "_Root-guardian-supervisor";
        Provider = provider;
        _terminated = terminationPromise;
        _log = log;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public Exception CauseOfTermination { get; private set; } = null!;

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        switch (systemMessage)
        {
            case Failed failed:
                CauseOfTermination = failed.Cause;
                _log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case DeathWatchNotification:
                Stop();
                break;
        }
    }

    public override void Stop() => _terminated.TrySetResult(
        CauseOfTermination is null ? Status.Success.Instance : new Status.Failure(CauseOfTermination));

    protected override void TellInternal(object message, IActorRef sender) => _log.Error("{0} received unexpected message [{1}]", this, message);
}

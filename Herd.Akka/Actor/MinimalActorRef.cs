using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference without an actor behind it: ignores everything that its subclass doesn't handle.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    public override IInternalActorRef Parent => Nobody.Instance;

    public override bool IsLocal => true;

    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.All(string.IsNullOrEmpty) ? this : Nobody.Instance;

    public override void Start()
    {
    }

    public override void Suspend()
    {
    }

    public override void Resume(Exception? causedByFailure = null)
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Stop()
    {
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}

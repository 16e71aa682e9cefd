using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What the runtime itself needs of a reference.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    /// <summary>Walks down the tree: ".." is the parent, "" is skipped. <see cref="Nobody"/> if there is none.</summary>
    IActorRef GetChild(IReadOnlyList<string> name);

    void Start();

    void Suspend();

    void Resume(Exception? causedByFailure = null);

    void Restart(Exception cause);

    void Stop();

    void SendSystemMessage(ISystemMessage message);
}

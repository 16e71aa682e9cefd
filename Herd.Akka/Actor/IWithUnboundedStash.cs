using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor with a stash, on a mailbox without a limit.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor with a stash, as large as its mailbox's configuration says.</summary>
public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>Says of a <see cref="MailboxType"/> what queue it makes.</summary>
public interface IProducesMessageQueue<TQueue>
    where TQueue : IMessageQueue;

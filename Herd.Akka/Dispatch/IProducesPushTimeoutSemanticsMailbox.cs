namespace Akka.Dispatch;

/// <summary>A mailbox type whose senders wait for room.</summary>
public interface IProducesPushTimeoutSemanticsMailbox
{
    TimeSpan PushTimeout { get; }
}

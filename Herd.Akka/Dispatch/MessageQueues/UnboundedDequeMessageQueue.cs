namespace Akka.Dispatch.MessageQueues;

/// <summary>A deque without a limit.</summary>
public class UnboundedDequeMessageQueue : DequeWrapperMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    public UnboundedDequeMessageQueue()
        : base(new UnboundedMessageQueue())
    {
    }
}

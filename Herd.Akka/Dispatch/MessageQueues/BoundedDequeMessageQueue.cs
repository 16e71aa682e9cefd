namespace Akka.Dispatch.MessageQueues;

/// <summary>A deque with a limit; what is put in at the front doesn't count.</summary>
public class BoundedDequeMessageQueue : DequeWrapperMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    public BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
        : base(new BoundedMessageQueue(boundedCapacity, pushTimeOut)) => PushTimeOut = pushTimeOut;

    public TimeSpan PushTimeOut { get; }
}

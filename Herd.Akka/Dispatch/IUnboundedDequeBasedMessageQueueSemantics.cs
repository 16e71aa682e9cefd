namespace Akka.Dispatch;

/// <summary>A queue without a limit that can be put into at the front.</summary>
public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

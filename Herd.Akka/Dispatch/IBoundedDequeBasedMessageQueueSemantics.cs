namespace Akka.Dispatch;

/// <summary>A queue with a limit that can be put into at the front.</summary>
public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics;

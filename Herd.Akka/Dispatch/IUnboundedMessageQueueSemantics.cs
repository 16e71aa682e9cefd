namespace Akka.Dispatch;

/// <summary>A queue without a limit.</summary>
public interface IUnboundedMessageQueueSemantics : ISemantics;

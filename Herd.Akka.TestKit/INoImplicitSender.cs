namespace Akka.TestKit;

/// <summary>A test class that implements this sends messages without a sender; others send them as their test actor.</summary>
public interface INoImplicitSender;

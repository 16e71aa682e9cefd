namespace Akka.Actor;

/// <summary>A message that the runtime handles in the actor's place.</summary>
public interface IAutoReceivedMessage;

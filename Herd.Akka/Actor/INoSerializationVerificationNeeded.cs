namespace Akka.Actor;

/// <summary>A message that never leaves the process.</summary>
public interface INoSerializationVerificationNeeded;

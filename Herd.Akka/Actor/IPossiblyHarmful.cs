namespace Akka.Actor;

/// <summary>A message that can stop an actor or make it fail.</summary>
public interface IPossiblyHarmful;

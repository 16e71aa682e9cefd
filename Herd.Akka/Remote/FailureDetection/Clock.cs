namespace Akka.Remote;

/// <summary>A clock of a failure detector: milliseconds from any fixed point, never going back.</summary>
public delegate long Clock();

namespace Akka.Cluster;

/// <summary>An exiting member is about to shut down and can be removed.</summary>
internal sealed record ExitingConfirmed(UniqueAddress Node) : IClusterMessage, Event.IDeadLetterSuppression;

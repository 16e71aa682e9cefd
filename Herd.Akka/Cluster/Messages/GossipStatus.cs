namespace Akka.Cluster;

/// <summary>Which version the sender has; who has another one sends its own, or asks for this one by the same message.</summary>
internal sealed record GossipStatus(UniqueAddress From, VectorClock Version) : IClusterMessage, Event.IDeadLetterSuppression;

using Akka.Actor;

namespace Akka.Cluster;

/// <summary>The sender isn't in a cluster.</summary>
internal sealed record InitJoinNack(Address From) : IClusterMessage, Event.IDeadLetterSuppression;

using Akka.Actor;

namespace Akka.Cluster;

/// <summary>The sender is in a cluster.</summary>
/// <param name="From">The sender.</param>
/// <param name="DowningProvider">The class that its settings name; a node with another one can't join.</param>
internal sealed record InitJoinAck(Address From, string DowningProvider) : IClusterMessage, Event.IDeadLetterSuppression;

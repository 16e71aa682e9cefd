namespace Akka.Cluster;

/// <summary>All that the sender knows.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver; a new incarnation at its address doesn't take it.</param>
/// <param name="Gossip">What it knows.</param>
internal sealed record GossipEnvelope(UniqueAddress From, UniqueAddress To, Gossip Gossip) : IClusterMessage, Event.IDeadLetterSuppression
{
    /// <summary>When this object was made, as <see cref="Environment.TickCount64"/>: how long it waits here.</summary>
    public long CreatedAt { get; } = Environment.TickCount64;
}

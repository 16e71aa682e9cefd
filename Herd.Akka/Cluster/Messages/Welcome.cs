namespace Akka.Cluster;

/// <summary>The answer to a join: what the cluster looks like, the joining node in it.</summary>
internal sealed record Welcome(UniqueAddress From, Gossip Gossip) : IClusterMessage;

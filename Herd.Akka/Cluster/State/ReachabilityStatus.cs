namespace Akka.Cluster;

/// <summary>What one node says of another that it can't reach.</summary>
internal enum ReachabilityStatus
{
    /// <summary>No heartbeats come; they may come again.</summary>
    Unreachable = 1,

    /// <summary>A new incarnation is at its address: this one never comes back.</summary>
    Terminated = 2,
}

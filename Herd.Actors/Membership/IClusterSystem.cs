using Akka.Actor;

namespace Herd.Actors.Membership;

/// <summary>Makes a node's actor systems for cluster membership, one after the other.</summary>
public interface IClusterSystems
{
    /// <param name="joinAt">The cluster port to join at, <c>HOST:PORT</c>; null: it forms the cluster.</param>
    /// <param name="listener">Gets a <see cref="ClusterView"/> at every change, and one <see cref="ClusterEnded"/>.</param>
    Task<IClusterSystem> StartAsync(ClusterId cluster, string? joinAt, int herdSize, IActorRef listener);
}

/// <summary>An actor system with nothing but Akka.Remote and Akka.Cluster in it.</summary>
public interface IClusterSystem
{
    /// <param name="address"><c>HOST:CLUSTER-PORT</c> of a member.</param>
    void Down(string address);

    /// <summary>Leaves the cluster and terminates. Waits for other nodes only briefly.</summary>
    Task LeaveAsync();
}

/// <param name="Members">Every member, even several of one name.</param>
public sealed record ClusterView(IClusterSystem System, IReadOnlyList<HerdMember> Members, long OwnUid);

/// <summary>An actor system ended, or its cluster removed it.</summary>
public sealed record ClusterEnded(IClusterSystem System);

using Akka.Actor;

namespace Herd.Actors.Membership;

/// <summary>Makes the actor systems in which a node is a member of a cluster, one after the other.</summary>
public interface IClusterSystems
{
    /// <summary>Starts one that forms a cluster or joins it.</summary>
    /// <param name="cluster">Which.</param>
    /// <param name="joinAt">Whose cluster port to join at, <c>HOST:PORT</c>; null: it forms the cluster.</param>
    /// <param name="herdSize">How many nodes of the herd this one knows of, about.</param>
    /// <param name="listener">Is told <see cref="ClusterView"/> at every change, and <see cref="ClusterEnded"/> once.</param>
    /// <returns>Running; not yet a member.</returns>
    Task<IClusterSystem> StartAsync(ClusterId cluster, string? joinAt, int herdSize, IActorRef listener);
}

/// <summary>An actor system with Akka.Remote and Akka.Cluster and nothing else in it.</summary>
public interface IClusterSystem
{
    /// <summary>Marks a member as down: it is taken out.</summary>
    /// <param name="address"><c>HOST:CLUSTER-PORT</c>.</param>
    void Down(string address);

    /// <summary>Leaves the cluster and ends. Waits for others no longer than a moment.</summary>
    Task LeaveAsync();
}

/// <summary>Who is in the cluster.</summary>
/// <param name="System">That sees it.</param>
/// <param name="Members">Every member, also several of one name.</param>
/// <param name="OwnUid">Which of them is this node.</param>
public sealed record ClusterView(IClusterSystem System, IReadOnlyList<HerdMember> Members, long OwnUid);

/// <summary>An actor system ended, or its cluster wants it no more.</summary>
/// <param name="System">Which.</param>
public sealed record ClusterEnded(IClusterSystem System);

using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What a <see cref="ClusterCore"/> does to the world.</summary>
internal interface ICoreEnvironment
{
    /// <summary>Milliseconds since 1970; for tombstones only.</summary>
    long Now { get; }

    /// <summary>A clock that never goes back, in milliseconds.</summary>
    long Ticks { get; }

    Random Random { get; }

    /// <summary>To the core of the node at an address.</summary>
    void Send(Address to, IClusterMessage message);

    /// <summary>What the failure detector says; true for a node that isn't monitored.</summary>
    bool IsAvailable(Address node);

    /// <summary>The failure detector starts anew for an address.</summary>
    void Forget(Address node);

    /// <summary>The state is another now.</summary>
    void Changed(MembershipState state);

    /// <summary>All know that this node leaves: what is to be done before it may go begins now.</summary>
    void Exiting();

    /// <summary>This node is down, and the others know.</summary>
    void Downed();

    /// <summary>For people.</summary>
    void Tell(string message, bool warning = false);
}

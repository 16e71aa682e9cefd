using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Cluster;

/// <summary>
/// An actor system's part in a cluster: joins and leaves, and tells who is there. One for each actor system, whose provider
/// must be <c>akka.actor.provider = cluster</c>.
/// </summary>
public class Cluster : IExtension
{
    /// <exception cref="ConfigurationException">The actor system's provider isn't that of clusters.</exception>
    public Cluster(ActorSystemImpl system)
    {
        System = system;
        throw new ConfigurationException(
            $"ActorSystem {system} needs to have 'akka.actor.provider = cluster' in its configuration, not {system.Settings.ProviderClass}.");
    }

    public ExtendedActorSystem System { get; }

    public ClusterSettings Settings { get; private set; } = null!;

    public UniqueAddress SelfUniqueAddress { get; private set; } = null!;

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>The cluster as this node sees it now.</summary>
    public ClusterEvent.CurrentClusterState State { get; private set; } = new();

    /// <summary>This node; before it has joined, and when it has left, as a removed member.</summary>
    public Member SelfMember { get; private set; } = null!;

    /// <summary>This node is Up, by what it knows.</summary>
    public bool IsUp => SelfMember.Status == MemberStatus.Up;

    /// <summary>This node's part in the cluster has ended: it left or was removed, or the actor system ends.</summary>
    public bool IsTerminated { get; private set; }

    public static Cluster Get(ActorSystem system) => system.WithExtension<Cluster, ClusterExtension>();

    /// <summary>Joins the cluster of the node at an address; the node's own address makes it a cluster of its own.</summary>
    public void Join(Address address) => throw new NotImplementedException();

    /// <summary>Like <see cref="Join"/>.</summary>
    /// <returns>Completes when this node is Up.</returns>
    /// <exception cref="ClusterJoinFailedException">It left, or shut down, before.</exception>
    public Task JoinAsync(Address address, CancellationToken token = default) => throw new NotImplementedException();

    /// <summary>Joins through the first of these that answers. The first one of them makes a new cluster when none of the others answers.</summary>
    public void JoinSeedNodes(IEnumerable<Address> seedNodes) => throw new NotImplementedException();

    /// <inheritdoc cref="JoinAsync"/>
    public Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default) => throw new NotImplementedException();

    /// <summary>The member at an address is to leave: it is gone when all others know of it.</summary>
    public void Leave(Address address) => throw new NotImplementedException();

    /// <summary>This node leaves.</summary>
    /// <returns>Completes when it is removed.</returns>
    public Task LeaveAsync() => LeaveAsync(CancellationToken.None);

    /// <inheritdoc cref="LeaveAsync()"/>
    public Task LeaveAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The member at an address is gone for good, though it may not have left. It can only come back as a new incarnation.</summary>
    public void Down(Address address) => throw new NotImplementedException();

    /// <summary>Sends a <see cref="ClusterEvent.CurrentClusterState"/>, and then the events of some classes.</summary>
    /// <param name="subscriber">Gets them, until it ends or is unsubscribed.</param>
    /// <param name="to">Classes or interfaces of events; none: all of <see cref="ClusterEvent.IClusterDomainEvent"/>.</param>
    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    /// <inheritdoc cref="Subscribe(IActorRef, Type[])"/>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to) =>
        throw new NotImplementedException();

    public void Unsubscribe(IActorRef subscriber) => throw new NotImplementedException();

    /// <summary>From one class of events.</summary>
    public void Unsubscribe(IActorRef subscriber, Type to) => throw new NotImplementedException();

    /// <summary>Sends a <see cref="ClusterEvent.CurrentClusterState"/>.</summary>
    public void SendCurrentClusterState(IActorRef receiver) => throw new NotImplementedException();

    /// <summary>Runs once, when this node comes up; at once when it is up.</summary>
    public void RegisterOnMemberUp(Action callback) => throw new NotImplementedException();

    /// <summary>Runs once, when this node has been removed or the actor system ends; at once when that has happened.</summary>
    public void RegisterOnMemberRemoved(Action callback) => throw new NotImplementedException();
}

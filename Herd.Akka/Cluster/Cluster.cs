using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Remote;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>
/// An actor system's part in a cluster: joins and leaves, and tells who is there. One for each actor system, whose provider
/// must be <c>akka.actor.provider = cluster</c>.
/// </summary>
public partial class Cluster : IExtension
{
    private readonly ILoggingAdapter _log;
    private readonly IActorRef _daemon;
    private ClusterEvent.CurrentClusterState _state = new();
    private int _isTerminated;

    /// <exception cref="ConfigurationException">The actor system's provider isn't that of clusters, or its settings can't be used.</exception>
    public Cluster(ActorSystemImpl system)
    {
        if (system.Provider is not IClusterActorRefProvider provider)
            throw new ConfigurationException($"ActorSystem {system} needs to have 'akka.actor.provider = cluster' in its configuration, not {system.Settings.ProviderClass}.");

        System = system;
        Settings = new ClusterSettings(system.Settings.Config, system.Name);
        SelfUniqueAddress = new UniqueAddress(provider.Transport.DefaultAddress, AddressUidExtension.Uid(system));
        _log = Logging.GetLogger(system, typeof(Cluster));
        FailureDetector = new DefaultFailureDetectorRegistry<Address>(
            () => FailureDetectorLoader.Load(Settings.FailureDetectorImplementationClass, Settings.FailureDetectorConfig, system));
        DowningProvider = ConfiguredType.Create<IDowningProvider>(Settings.DowningProviderType, system, this);
        AddShutdownTasks();
        _daemon = system.SystemActorOf(Props.Create(() => new ClusterDaemon(this)).WithDispatcher(Settings.UseDispatcher), "cluster");
        system.RegisterOnTermination(Shutdown);
        if (Settings.LogInfo)
            _log.Info("Cluster Node [{0}] - Started up successfully", SelfAddress);
    }

    public ExtendedActorSystem System { get; }

    public ClusterSettings Settings { get; }

    public UniqueAddress SelfUniqueAddress { get; }

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>Hears the heartbeats of the nodes that this one watches.</summary>
    public DefaultFailureDetectorRegistry<Address> FailureDetector { get; }

    public IDowningProvider DowningProvider { get; }

    /// <summary>The cluster as this node sees it now.</summary>
    public ClusterEvent.CurrentClusterState State => Volatile.Read(ref _state);

    /// <summary>This node; before it has joined, and when it has left, as a removed member.</summary>
    public Member SelfMember =>
        State.Members.FirstOrDefault(member => member.UniqueAddress == SelfUniqueAddress)
        ?? new Member(SelfUniqueAddress, Member.NotUpYet, MemberStatus.Removed, SelfRoles);

    /// <summary>This node is Up, by what it knows.</summary>
    public bool IsUp => SelfMember.Status == MemberStatus.Up;

    /// <summary>This node's part in the cluster has ended: it left or was removed, or the actor system ends.</summary>
    public bool IsTerminated => Volatile.Read(ref _isTerminated) != 0;

    public static Cluster Get(ActorSystem system) => system.WithExtension<Cluster, ClusterExtension>();

    /// <summary>Joins the cluster of the node at an address; the node's own address makes it a cluster of its own.</summary>
    public void Join(Address address) => _daemon.Tell(new ClusterCommands.JoinTo(OfThisNode(address)));

    /// <summary>Like <see cref="Join"/>.</summary>
    /// <returns>Completes when this node is Up.</returns>
    /// <exception cref="ClusterJoinFailedException">It left, or shut down, before.</exception>
    public Task JoinAsync(Address address, CancellationToken token = default)
    {
        var up = WhenUp($"Node has not managed to join the cluster using provided address: {address}");
        Join(address);
        return up.WaitAsync(token);
    }

    /// <summary>Joins through the first of these that answers. The first one of them makes a new cluster when none of the others answers.</summary>
    public void JoinSeedNodes(IEnumerable<Address> seedNodes) =>
        _daemon.Tell(new ClusterCommands.JoinSeedNodes([.. seedNodes.Select(OfThisNode)]));

    /// <inheritdoc cref="JoinAsync"/>
    public Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default)
    {
        var up = WhenUp("Node has not managed to join the cluster using provided seed nodes");
        JoinSeedNodes(seedNodes);
        return up.WaitAsync(token);
    }

    /// <summary>The member at an address is to leave: it is gone when all others know of it.</summary>
    public void Leave(Address address) => _daemon.Tell(new ClusterCommands.Leave(OfThisNode(address)));

    /// <summary>This node leaves.</summary>
    /// <returns>Completes when it is removed.</returns>
    public Task LeaveAsync() => LeaveAsync(CancellationToken.None);

    /// <inheritdoc cref="LeaveAsync()"/>
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberRemoved(() => removed.TrySetResult());
        Leave(SelfAddress);
        return removed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The member at an address is gone for good, though it may not have left. It can only come back as a new incarnation.</summary>
    public void Down(Address address) => _daemon.Tell(new ClusterCommands.Down(OfThisNode(address)));

    /// <summary>Sends a <see cref="ClusterEvent.CurrentClusterState"/>, and then the events of some classes.</summary>
    /// <param name="subscriber">Gets them, until it ends or is unsubscribed.</param>
    /// <param name="to">Classes or interfaces of events, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or it is none of <see cref="ClusterEvent.IClusterDomainEvent"/>.</exception>
    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    /// <inheritdoc cref="Subscribe(IActorRef, Type[])"/>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to)
    {
        if (to.Length == 0)
            throw new ArgumentException("At least one `IClusterDomainEvent` class is required", nameof(to));
        if (!to.All(typeof(ClusterEvent.IClusterDomainEvent).IsAssignableFrom))
            throw new ArgumentException($"Subscribe to `IClusterDomainEvent` or subclasses, was [{string.Join(", ", to.Select(type => type.Name))}]", nameof(to));
        _daemon.Tell(new ClusterCommands.Subscribe(subscriber, initialStateMode, [.. to]));
    }

    public void Unsubscribe(IActorRef subscriber) => _daemon.Tell(new ClusterCommands.Unsubscribe(subscriber, null));

    /// <summary>From one class of events.</summary>
    public void Unsubscribe(IActorRef subscriber, Type to) => _daemon.Tell(new ClusterCommands.Unsubscribe(subscriber, to));

    /// <summary>Sends a <see cref="ClusterEvent.CurrentClusterState"/>.</summary>
    public void SendCurrentClusterState(IActorRef receiver) => _daemon.Tell(new ClusterCommands.SendCurrentClusterState(receiver));

    /// <summary>Runs once, when this node comes up; at once when it is up.</summary>
    public void RegisterOnMemberUp(Action callback) => _daemon.Tell(new ClusterCommands.OnUp(callback));

    /// <summary>Runs once, when this node has been removed or the actor system ends; at once when that has happened.</summary>
    public void RegisterOnMemberRemoved(Action callback)
    {
        if (IsTerminated)
            callback();
        else
            _daemon.Tell(new ClusterCommands.OnRemoved(callback));
    }

    internal void SetState(ClusterEvent.CurrentClusterState state)
    {
        Volatile.Write(ref _state, state);
        if (IsTerminated)
            Volatile.Write(ref _state, new ClusterEvent.CurrentClusterState());
    }

    /// <summary>Ends this node's part in the cluster, without leaving it.</summary>
    internal void Shutdown()
    {
        if (Interlocked.Exchange(ref _isTerminated, 1) != 0)
            return;
        Volatile.Write(ref _state, new ClusterEvent.CurrentClusterState());
        if (Settings.LogInfo)
            _log.Info("Cluster Node [{0}] - Shutting down...", SelfAddress);
        System.Stop(_daemon);
    }

    /// <summary>An address without a host is this system's own.</summary>
    private Address OfThisNode(Address address) => address.HasLocalScope ? SelfAddress : address;

    private Task WhenUp(string otherwise)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberUp(() => up.TrySetResult());
        RegisterOnMemberRemoved(() => up.TrySetException(new ClusterJoinFailedException(otherwise)));
        return up.Task;
    }
}

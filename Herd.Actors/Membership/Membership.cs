using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>
/// Who is in the herd. Gets this node into its cluster, follows the cluster's events, and tells Gossip whom to be linked
/// with. The node serves clients and keeps its links whatever becomes of its membership.
/// </summary>
/// <code>
///            knocks at the herd's nodes       one let it in, or it forms the cluster
///   Joining ─────────────────────────────────────────────────────────▶ Member
///                                                                         │ herd remove, or it is being stopped
///                                                                         ▼
///                                                                      Removed
/// </code>
public sealed partial class Membership : ReceiveActor, IWithTimers
{
    public const string Name = "membership";

    private readonly NodeIdentity _identity;
    private readonly MembershipSetup _setup;
    private readonly string _secret;
    private readonly IActorRef _gossip;
    private readonly IMessageLog _messageLog;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Roster _roster = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string _address;

    private Standing _standing = Standing.Joining;

    /// <summary>Once this node is a member: those of the cluster; before: those it remembers, or was told of.</summary>
    private IReadOnlyList<HerdMember> _members;
    private IReadOnlyList<Neighbour>? _neighbours;
    private IActorRef _keeper = ActorRefs.Nobody;

    public Membership(NodeIdentity identity, MembershipSetup setup, string secret, IActorRef gossip, IMessageLog messageLog)
    {
        _identity = identity;
        _setup = setup;
        _secret = secret;
        _gossip = gossip;
        _messageLog = messageLog;
        _address = Roster.TextOf(_cluster.SelfAddress);
        _members = Remembered();
        _plan = new JoinPlan(
            _address,
            [.. setup.FileNodes.Select(node => node.Cluster).OfType<string>()],
            [.. _members.Select(member => member.Address)],
            setup.Join);
        FollowCluster();
        Join();
        Admit();
        TakeOut();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NodeIdentity identity, MembershipSetup setup, string secret, IActorRef gossip, IMessageLog messageLog) =>
        Akka.Actor.Props.Create(() => new Membership(identity, setup, secret, gossip, messageLog));

    protected override void PreStart()
    {
        if (_setup.Memory is not null)
            _keeper = Context.ActorOf(MembersKeeper.Props(_setup.Memory), "keeper");
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent),
            typeof(ClusterEvent.ClusterShuttingDown));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        TellNeighbours();
        BeginToKnock();
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void FollowCluster()
    {
        Receive<ClusterEvent.CurrentClusterState>(state => Change(() => _roster.Take(state)));
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            Change(() => _roster.Take(change));
            if (change is ClusterEvent.MemberRemoved removed)
                OnRemoved(removed.Member);
        });
        Receive<ClusterEvent.ReachabilityEvent>(change => Change(() => _roster.Take(change)));
        Receive<ClusterEvent.ClusterShuttingDown>(_ => OnRemovedSelf());
        // Nobody tells a node that was taken out while it couldn't be reached; but nobody talks to it any more, either.
        Receive<ThisActorSystemQuarantinedEvent>(_ => OnRemovedSelf());
        Receive<GetMembers>(_ => Sender.Tell(new Members(_standing, _standing == Standing.Member ? _members : [])));
    }

    private IReadOnlyList<HerdMember> Remembered()
    {
        string? problem = null;
        var members = _setup.Memory?.Read(out problem) ?? [];
        if (problem is not null)
            _log.Warning("{0}", problem);
        return members;
    }

    private void Change(Action take)
    {
        take();
        if (_standing == Standing.Joining && _roster.Has(_address))
            OnMember();
        if (_standing != Standing.Member)
            return;
        var members = _roster.Members;
        foreach (var change in MemberChange.Between(_members, members))
            _messageLog.Note(change);
        _members = members;
        TellNeighbours();
        _keeper.Tell(new MembersKeeper.Keep(_members));
    }

    private void OnMember()
    {
        _standing = Standing.Member;
        EndAdmission(null);
        LookForOthers();
    }

    private void OnRemovedSelf()
    {
        if (_standing == Standing.Removed)
            return;
        _standing = Standing.Removed;
        Timers.CancelAll();
        // A node that is being stopped leaves by itself.
        if (CoordinatedShutdown.Get(Context.System).ShutdownReason is null)
            _log.Warning("{0} was taken out of the herd; it serves on, and comes in again when it is restarted", _identity.Name);
    }

    private void TellNeighbours()
    {
        var neighbours = Neighbourhood.Of(_setup, _members, _standing);
        if (_neighbours is not null && neighbours.SequenceEqual(_neighbours))
            return;
        _neighbours = neighbours;
        _gossip.Tell(new Gossip.Gossip.SetNeighbours(neighbours));
    }

    /// <summary>The membership of the node at an address, <c>HOST:CLUSTER-PORT</c>.</summary>
    private ActorSelection MembershipAt(string address) =>
        Context.ActorSelection(new RootActorPath(ClusterAddress(address)) / "user" / HerdActor.Name / Name);

    private Address ClusterAddress(string address)
    {
        var colon = address.LastIndexOf(':');
        return _cluster.SelfAddress
            .WithHost(address[..colon])
            .WithPort(int.Parse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}

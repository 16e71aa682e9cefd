using Akka.Actor;
using Akka.Event;
using Herd.Actors.Gossip;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Membership;

/// <summary>Shows this node to others, moves it to the cluster of <see cref="ClusterPlan"/>, and gives Gossip its neighbours.</summary>
public sealed partial class MembershipActor : ReceiveActor, IWithTimers
{
    public const string Name = "membership";

    private const int MaxComplaints = 1000;

    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);

    private readonly NodeIdentity _identity;
    private readonly MembershipSetup _setup;
    private readonly LinkSettings _links;
    private readonly IActorRef _gossip;
    private readonly ILinkConnector _connector;
    private readonly IMessageLog _messageLog;
    private readonly NodeTelemetry _telemetry;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterPlan _plan;
    private readonly Contacts _contacts;
    private readonly HashSet<string> _complaints = [];

    /// <summary>The cluster's members, kept while this node moves to another cluster. At first the ones that another node showed.</summary>
    private IReadOnlyList<HerdMember> _members = [];
    private IReadOnlyList<Neighbour>? _neighbours;
    private Presence? _presence;
    private IActorRef _keeper = ActorRefs.Nobody;

    public MembershipActor(MembershipSetup setup, GossipActor.Setup links, IActorRef gossip)
    {
        _setup = setup;
        _gossip = gossip;
        (_identity, _links, _connector, _messageLog) = (links.Identity, links.Settings, links.Connector, links.MessageLog);
        _telemetry = links.Telemetry ?? new NodeTelemetry(_identity.Name);
        _plan = new ClusterPlan(_identity, () => (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, Now);
        _visits = new VisitPlan(_identity);
        _contacts = new Contacts(setup.FileNodes, Remembered());
        FollowPeers();
        FollowJoining();
        FollowCluster();
        TakeOut();
        Receive<Tick>(_ => OnTick());
        Receive<GetMembers>(_ => Sender.Tell(new Members(_plan.Standing, _plan.Standing == Standing.Member ? MembersAsSeen : [])));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Counts linked members as reachable: after a network cut the cluster's view may be out of date.</summary>
    private IReadOnlyList<HerdMember> MembersAsSeen =>
        [.. _members.Select(member => member.IsReachable || !_plan.IsLinked(member.Name, member.Id.Epoch) ? member : member with { IsReachable = true })];

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    /// <param name="links">What <paramref name="gossip"/> works with.</param>
    public static Props Props(MembershipSetup setup, GossipActor.Setup links, IActorRef gossip) =>
        Akka.Actor.Props.Create(() => new MembershipActor(setup, links, gossip));

    protected override void PreStart()
    {
        if (_setup.Memory is not null)
            _keeper = Context.ActorOf(MembersKeeper.Props(_setup.Memory), "keeper");
        Show();
        TellNeighbours();
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, TickEvery);
    }

    private void OnTick()
    {
        VisitThoseDue();
        MoveIfDecided();
    }

    private IReadOnlyList<Contact> Remembered()
    {
        string? problem = null;
        var contacts = _setup.Memory?.Read(out problem) ?? [];
        if (problem is not null)
            _log.Warning("{0}", problem);
        return contacts;
    }

    private void Show()
    {
        var isMember = _plan.Standing == Standing.Member;
        var reachable = isMember ? MembersAsSeen.Count(member => member.IsReachable) : 0;
        (_telemetry.ReachableMembers, _telemetry.UnreachableMembers) = (reachable, isMember ? _members.Count - reachable : 0);
        var presence = new Presence(
            _setup.Node,
            _identity.Epoch,
            isMember ? _plan.Cluster : null,
            // Includes all members of one name: a node that doesn't find itself concludes that it was removed.
            isMember ? [.. _view!.Members.Where(member => member.State < MemberState.Down).Select(member => member.Id)] : []);
        if (presence.Equals(_presence))
            return;
        _presence = presence;
        _gossip.Tell(new GossipActor.ShowPresence(presence));
    }

    private void TellNeighbours()
    {
        var neighbours = Neighbourhood.Of(_setup, _members, _plan.Standing);
        if (_neighbours is not null && neighbours.SequenceEqual(_neighbours))
            return;
        _neighbours = neighbours;
        _gossip.Tell(new GossipActor.SetNeighbours(neighbours));
    }

    private void Remember() => _keeper.Tell(new MembersKeeper.Keep(_contacts.All));

    private void Complain(string complaint)
    {
        if (_complaints.Count < MaxComplaints && _complaints.Add(complaint))
            _log.Warning("{0}", complaint);
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}

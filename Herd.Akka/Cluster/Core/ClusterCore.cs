using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>
/// A node's part in the membership protocol: what it does on each message and tick, without actors, clocks or network. Used
/// by one thread at a time.
/// </summary>
internal sealed partial class ClusterCore
{
    private readonly ClusterSettings _settings;
    private readonly ICoreEnvironment _environment;
    private readonly ImmutableHashSet<string> _roles;
    private bool _exiting;

    public ClusterCore(UniqueAddress self, ClusterSettings settings, ICoreEnvironment environment)
    {
        Self = self;
        _settings = settings;
        _roles = settings.Roles;
        _environment = environment;
        State = new MembershipState(self);
    }

    public UniqueAddress Self { get; }

    public MembershipState State { get; private set; }

    /// <summary>Where this node has asked to join; null when it hasn't, or is in.</summary>
    public Address? Joining { get; private set; }

    public bool IsMember => State.SelfMember is not null;

    private Gossip Gossip => State.Gossip;

    /// <summary>Joins the cluster of another node; of this node itself: makes one.</summary>
    public void JoinTo(Address target)
    {
        if (IsMember)
        {
            _environment.Tell($"Trying to join [{target}] when already part of a cluster, ignoring");
            return;
        }
        if (target.System != Self.Address.System || target.Protocol != Self.Address.Protocol)
        {
            _environment.Tell($"Can't join [{target}]: all nodes of a cluster have the name and the protocol of this one, [{Self.Address}]", warning: true);
            return;
        }
        Joining = target;
        if (target == Self.Address)
            On(new Join(Self, _roles));
        else
            _environment.Send(target, new Join(Self, _roles));
    }

    public void On(Join join)
    {
        if (!IsMember && join.Node != Self)
        {
            _environment.Tell($"Join of [{join.Node.Address}] ignored: this node isn't in a cluster");
            return;
        }
        if (join.Node.Address.System != Self.Address.System || join.Node.Address.Protocol != Self.Address.Protocol)
        {
            _environment.Tell($"Member with wrong ActorSystem name or protocol tried to join, but was ignored: [{join.Node.Address}]", warning: true);
            return;
        }
        if (State.SelfMember is { IsLive: false })
        {
            _environment.Tell($"Join of [{join.Node.Address}] ignored: this node is {State.SelfMember.Status}");
            return;
        }

        // A removed incarnation doesn't come back, and one address has one member: the old one goes first, then the new one,
        // which asks again, comes in.
        if (Gossip.Tombstones.ContainsKey(join.Node))
            _environment.Tell($"Join of [{join.Node}] ignored: it was removed; it must be restarted", warning: true);
        else if (Gossip.Has(join.Node))
            Welcome(join.Node);
        else if (Gossip.Members.Any(member => member.Address == join.Node.Address))
            Succeed(join.Node);
        else
            Add(join);
    }

    public void On(Welcome welcome)
    {
        if (IsMember)
            return;
        if (Joining != welcome.From.Address)
        {
            _environment.Tell($"Ignoring welcome from [{welcome.From.Address}] when trying to join with [{Joining}]");
            return;
        }
        if (!welcome.Gossip.Has(Self))
            return;
        Joining = null;
        _environment.Tell($"Welcome from [{welcome.From.Address}]");
        Become(welcome.Gossip.MarkSeen(Self));
        Succeed(Self);
        if (welcome.From != Self)
            SendGossip(welcome.From);
    }

    /// <summary>The member at an address is to leave.</summary>
    public void Leave(Address address)
    {
        if (Gossip.Members.FirstOrDefault(member => member.Address == address) is not { Status: MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up } member)
            return;
        _environment.Tell($"Marked address [{address}] as [Leaving]");
        Become(Gossip.Replace(Self, [member.Copy(MemberStatus.Leaving)]));
    }

    /// <summary>The member at an address is gone for good.</summary>
    public void Down(Address address)
    {
        var members = Gossip.Members.Where(member => member.Address == address).ToList();
        if (members.Count == 0)
            _environment.Tell($"Ignoring down of unknown node [{address}]");
        members.RemoveAll(member => member.Status == MemberStatus.Down);
        if (members.Count == 0)
            return;
        _environment.Tell($"Marking node [{address}] as [Down]");
        Become(Gossip.Replace(Self, members.Select(member => member.Copy(MemberStatus.Down))));
    }

    /// <summary>What was to be done before this node goes is done: tells those who may lead then, and the others what it knows.</summary>
    public void ExitingCompleted()
    {
        _exiting = false;
        if (!IsMember)
            return;
        Become(Gossip.MarkSeen(Self));
        GossipToRandom(GossipsBeforeShutdown);
        foreach (var leader in NextLeaders().Take(2))
            _environment.Send(leader.Address, new ExitingConfirmed(Self));
    }

    public void On(ExitingConfirmed confirmed)
    {
        if (Gossip.Find(confirmed.Node) is { Status: MemberStatus.Exiting })
            State = State.Confirm(confirmed.Node);
    }

    private void Welcome(UniqueAddress node)
    {
        if (node != Self)
            _environment.Send(node.Address, new Welcome(Self, Gossip));
    }

    /// <summary>A new incarnation is at its address, so those before it are gone.</summary>
    private void Succeed(UniqueAddress node)
    {
        var old = Gossip.Members
            .Where(member => member.Address == node.Address && member.UniqueAddress != node)
            .Where(member => member.Status != MemberStatus.Down || Gossip.Reachability.IsReachable(Self, member.UniqueAddress))
            .ToList();
        if (old.Count == 0)
            return;
        _environment.Tell($"New incarnation of existing member [{string.Join(", ", old)}] is there: the old one will be removed.");
        var reachability = old.Aggregate(Gossip.Reachability, (all, member) => all.Terminated(Self, member.UniqueAddress));
        Become(Gossip.Change(Self, reachability: reachability).Replace(Self, old.Select(member => member.Copy(MemberStatus.Down))));
    }

    private void Add(Join join)
    {
        _environment.Forget(join.Node.Address);
        var member = new Member(join.Node, Member.NotUpYet, MemberStatus.Joining, join.Roles);
        Become(Gossip.Change(Self, Gossip.Members.Add(member)));
        if (join.Node != Self)
        {
            _environment.Tell($"Node [{join.Node.Address}] is JOINING, roles [{string.Join(",", join.Roles)}]");
            Welcome(join.Node);
            return;
        }

        // The first member is up, and so the oldest, before anyone else can join.
        _environment.Tell($"Node [{Self.Address}] is JOINING itself (with roles [{string.Join(",", _roles)}]) and forming a new cluster");
        Joining = null;
        LeaderTick();
    }

    /// <summary>Those who lead when this node doesn't.</summary>
    private IEnumerable<UniqueAddress> NextLeaders() => Gossip.Members
        .Where(member => State.IsGossipTarget(member.UniqueAddress) && member.IsLive)
        .OrderBy(member => member.Status == MemberStatus.Up ? 0 : 1)
        .Select(member => member.UniqueAddress);

    private void Become(Gossip gossip)
    {
        if (ReferenceEquals(gossip, State.Gossip))
            return;
        State = State.With(gossip);
        _environment.Changed(State);
        if (!_exiting && State.SelfMember?.Status == MemberStatus.Exiting && !_hasExited)
        {
            _exiting = _hasExited = true;
            _environment.Exiting();
        }
    }
}

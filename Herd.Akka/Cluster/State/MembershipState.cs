using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>What a node concludes from a gossip. Immutable.</summary>
internal sealed class MembershipState
{
    private Reachability? _reachability;

    /// <summary>Of a node that isn't in a cluster.</summary>
    public MembershipState(UniqueAddress self)
        : this(self, Gossip.Empty, [])
    {
    }

    private MembershipState(UniqueAddress self, Gossip gossip, ImmutableHashSet<UniqueAddress> exitingConfirmed)
    {
        Self = self;
        Gossip = gossip;
        ExitingConfirmed = exitingConfirmed;
    }

    /// <summary>The node.</summary>
    public UniqueAddress Self { get; }

    /// <summary>What it knows.</summary>
    public Gossip Gossip { get; }

    /// <summary>The exiting members that have told this node that they are ready to be removed.</summary>
    public ImmutableHashSet<UniqueAddress> ExitingConfirmed { get; }

    /// <summary>Without what downed members say: they are to go, and may see the cluster from the wrong side of a cut.</summary>
    public Reachability Reachability => _reachability ??= Gossip.Reachability.WithoutObservers(
        [.. Gossip.Members.Where(member => member.Status == MemberStatus.Down).Select(member => member.UniqueAddress)]);

    public Member? SelfMember => Gossip.Find(Self);

    /// <summary>The members that some node can't reach; this node isn't one of them, whatever others say.</summary>
    public IEnumerable<Member> UnreachableMembers => Reachability.AllUnreachable
        .Where(node => node != Self)
        .Select(Gossip.Find)
        .OfType<Member>();

    /// <summary>
    /// All full members have seen this version, and nobody is unreachable but those who are to be removed anyway: then the
    /// leader may act, and no other leader can act on anything else.
    /// </summary>
    public bool Converges
    {
        get
        {
            return UnreachableMembers.All(member => MayBeRemoved(member) || ExitingConfirmed.Contains(member.UniqueAddress))
                && Gossip.Members.All(member => !MustHaveSeen(member));

            bool MustHaveSeen(Member member) =>
                member.Status is MemberStatus.Up or MemberStatus.Leaving
                && !Gossip.IsSeenBy(member.UniqueAddress)
                && !ExitingConfirmed.Contains(member.UniqueAddress);
        }
    }

    /// <summary>The first full member by address of those that can be reached; when there is none, the first of the others.</summary>
    public UniqueAddress? Leader => LeaderOf(Gossip.Members);

    public bool IsLeader(UniqueAddress node) => Leader == node;

    /// <summary>Like the leader, of the members with a role.</summary>
    public UniqueAddress? RoleLeader(string role) => LeaderOf(Gossip.Members.Where(member => member.HasRole(role)));

    /// <summary>Exiting and downed members need not answer to be removed.</summary>
    public static bool MayBeRemoved(Member member) => member.Status is MemberStatus.Down or MemberStatus.Exiting;

    /// <summary>A member to send gossip to.</summary>
    public bool IsGossipTarget(UniqueAddress node) => node != Self && Gossip.Has(node) && Reachability.IsReachable(node);

    /// <summary>A member that others can't reach, though this node knows of nothing.</summary>
    public bool IsDoubtfulGossipTarget(UniqueAddress node) =>
        node != Self && Gossip.Find(node) is { IsLive: true } && !Reachability.IsReachable(node)
        && Gossip.Reachability.IsReachable(Self, node) && !Gossip.Reachability.IsTerminated(node);

    public MembershipState With(Gossip gossip) => new(
        Self,
        gossip,
        ExitingConfirmed.Count == 0 ? ExitingConfirmed : [.. ExitingConfirmed.Where(gossip.Has)]);

    public MembershipState Confirm(UniqueAddress exiting) => new(Self, Gossip, ExitingConfirmed.Add(exiting));

    private static int LeaderRank(Member member) => member.Status switch
    {
        MemberStatus.Up or MemberStatus.Leaving => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Joining => 2,
        _ => 3,
    };

    private UniqueAddress? LeaderOf(IEnumerable<Member> members) => members
        .Where(member => member.Status != MemberStatus.Down && (member.UniqueAddress == Self || Reachability.IsReachable(member.UniqueAddress)))
        .OrderBy(LeaderRank)
        .FirstOrDefault()
        ?.UniqueAddress;
}

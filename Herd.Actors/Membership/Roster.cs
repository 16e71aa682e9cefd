using Akka.Actor;
using Akka.Cluster;

namespace Herd.Actors.Membership;

/// <summary>The members of the cluster as its events tell of them. Those that aren't nodes of a herd don't count.</summary>
public sealed class Roster
{
    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];

    /// <summary>By name. Of two incarnations of a node, the one that comes counts, not the one that goes.</summary>
    public IReadOnlyList<HerdMember> Members =>
    [
        .. _members.Values.Select(HerdMemberOf).OfType<HerdMember>()
            .GroupBy(member => member.Node.Name, (_, incarnations) => incarnations.MinBy(member => member.State)!)
            .OrderBy(member => member.Node.Name, StringComparer.Ordinal),
    ];

    /// <param name="address"><c>HOST:CLUSTER-PORT</c>.</param>
    public bool Has(string address) => _members.Keys.Any(member => TextOf(member.Address) == address);

    public void Take(ClusterEvent.CurrentClusterState state)
    {
        _members.Clear();
        _unreachable.Clear();
        foreach (var member in state.Members)
            _members[member.UniqueAddress] = member;
        _unreachable.UnionWith(state.Unreachable.Select(member => member.UniqueAddress));
    }

    public void Take(ClusterEvent.IMemberEvent change)
    {
        if (change is ClusterEvent.MemberRemoved)
        {
            _members.Remove(change.Member.UniqueAddress);
            _unreachable.Remove(change.Member.UniqueAddress);
        }
        else
        {
            _members[change.Member.UniqueAddress] = change.Member;
        }
    }

    public void Take(ClusterEvent.ReachabilityEvent change)
    {
        if (change is ClusterEvent.UnreachableMember)
            _unreachable.Add(change.Member.UniqueAddress);
        else
            _unreachable.Remove(change.Member.UniqueAddress);
    }

    /// <summary><c>HOST:CLUSTER-PORT</c>.</summary>
    public static string TextOf(Address address) => FormattableString.Invariant($"{address.Host}:{address.Port}");

    private HerdMember? HerdMemberOf(Member member) => NodeDescription.TryFromRoles(member.Roles) is { } node
        ? new HerdMember(node, TextOf(member.Address), StateOf(member.Status), !_unreachable.Contains(member.UniqueAddress))
        : null;

    private static MemberState StateOf(MemberStatus status) => status switch
    {
        MemberStatus.Joining => MemberState.Joining,
        MemberStatus.WeaklyUp => MemberState.WeaklyUp,
        MemberStatus.Up => MemberState.Up,
        MemberStatus.Leaving => MemberState.Leaving,
        MemberStatus.Exiting => MemberState.Exiting,
        _ => MemberState.Down,
    };
}

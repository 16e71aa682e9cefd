using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>The members of the cluster as its events tell of them. Those that aren't nodes of a herd don't count.</summary>
public sealed class Roster
{
    private const string EpochPrefix = "epoch-";

    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];

    /// <summary>Every member, also several of one name.</summary>
    public IReadOnlyList<HerdMember> Members => [.. _members.Values.Select(HerdMemberOf).OfType<HerdMember>()];

    /// <summary>What a node tells of itself as the roles of its member (<c>akka.cluster.roles</c>).</summary>
    public static IReadOnlyList<string> RolesOf(NodeDescription node, ulong epoch) =>
        [.. node.ToRoles(), string.Create(CultureInfo.InvariantCulture, $"{EpochPrefix}{epoch}")];

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

    private HerdMember? HerdMemberOf(Member member) => NodeDescription.TryFromRoles(member.Roles) is { } node && EpochOf(member) is { } epoch
        ? new HerdMember(
            new MemberId(node, epoch, TextOf(member.Address), member.UniqueAddress.Uid),
            StateOf(member.Status),
            !_unreachable.Contains(member.UniqueAddress))
        : null;

    private static ulong? EpochOf(Member member) =>
        member.Roles.FirstOrDefault(role => role.StartsWith(EpochPrefix, StringComparison.Ordinal)) is { } role
        && ulong.TryParse(role.AsSpan(EpochPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
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

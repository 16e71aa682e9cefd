using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>The cluster's members by its events. Members that aren't nodes of a herd are left out.</summary>
public sealed class Roster
{
    private const string RolePrefix = "herd-node";

    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];

    public IReadOnlyList<HerdMember> Members => [.. _members.Values.Select(HerdMemberOf).OfType<HerdMember>()];

    /// <summary>Members that aren't nodes of a herd, though the cluster waits for them.</summary>
    public IReadOnlyList<Address> Strangers =>
        [.. _members.Values.Where(member => member.Status != MemberStatus.Down && HerdMemberOf(member) is null).Select(member => member.Address)];

    /// <summary>
    /// A node's description as one role (<c>akka.cluster.roles</c>), which all members see. Not one role per field: Akka.Cluster works
    /// out a leader per role at every change.
    /// </summary>
    /// <code>herd-node NAME HOST CLIENT-PORT LINK-PORT HTTP-PORT EPOCH</code>
    public static string RoleOf(NodeDescription node, ulong epoch) =>
        FormattableString.Invariant($"{RolePrefix} {node.Name} {node.Host} {node.ClientPort} {node.LinkPort} {node.HttpPort} {epoch}");

    /// <summary>Null: not a role of a herd's node.</summary>
    public static (NodeDescription Node, ulong Epoch)? TryReadRole(string role) => role.Split(' ') is [RolePrefix, var name, var host, var clients, var links, var http, var boot]
        && Port(clients) is { } clientPort && Port(links) is { } linkPort && Port(http) is { } httpPort
        && ulong.TryParse(boot, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
        && new NodeDescription(name, host, clientPort, linkPort, httpPort) is var node && node.IsValid()
            ? (node, epoch)
            : null;

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

    private HerdMember? HerdMemberOf(Member member) => member.Roles.Select(TryReadRole).FirstOrDefault(read => read is not null) is { } told
        ? new HerdMember(
            new MemberId(told.Node, told.Epoch, TextOf(member.Address), member.UniqueAddress.Uid),
            StateOf(member.Status),
            !_unreachable.Contains(member.UniqueAddress))
        : null;

    private static ushort? Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

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

using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>The events that lead from one state of a node to the next.</summary>
internal static class ClusterEvents
{
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(MembershipState before, MembershipState after)
    {
        if (ReferenceEquals(before, after))
            return [];
        var events = new List<ClusterEvent.IClusterDomainEvent>();
        var wereUnreachable = before.UnreachableMembers.ToHashSet();
        var areUnreachable = after.UnreachableMembers.ToHashSet();
        events.AddRange(areUnreachable.Except(wereUnreachable).Order().Select(member => new ClusterEvent.UnreachableMember(member)));
        events.AddRange(wereUnreachable.Except(areUnreachable)
            .Select(member => after.Gossip.Find(member.UniqueAddress))
            .OfType<Member>()
            .Where(member => member.UniqueAddress != after.Self)
            .Order()
            .Select(member => new ClusterEvent.ReachableMember(member)));

        events.AddRange(OfMembers(before.Gossip, after.Gossip));
        foreach (var role in Roles(before).Union(Roles(after)))
        {
            var leader = after.RoleLeader(role)?.Address;
            if (leader != before.RoleLeader(role)?.Address)
                events.Add(new ClusterEvent.RoleLeaderChanged(role, leader));
        }
        if (after.Leader?.Address is var now && now != before.Leader?.Address)
            events.Add(new ClusterEvent.LeaderChanged(now));
        return events;
    }

    public static ClusterEvent.CurrentClusterState Snapshot(MembershipState state) => new(
        state.Gossip.Members,
        [.. state.UnreachableMembers],
        [.. state.Gossip.Seen.Select(node => node.Address)],
        state.Leader?.Address,
        Roles(state).ToImmutableDictionary(role => role, role => state.RoleLeader(role)?.Address));

    private static ImmutableHashSet<string> Roles(MembershipState state) => [.. state.Gossip.Members.SelectMany(member => member.Roles)];

    private static IEnumerable<ClusterEvent.IClusterDomainEvent> OfMembers(Gossip before, Gossip after)
    {
        if (ReferenceEquals(before.Members, after.Members))
            yield break;
        foreach (var member in after.Members)
        {
            if (before.Find(member.UniqueAddress)?.Status != member.Status)
                yield return OfStatus(member);
        }
        foreach (var member in before.Members.Where(member => !after.Has(member.UniqueAddress)))
            yield return new ClusterEvent.MemberRemoved(member.Copy(MemberStatus.Removed), member.Status);
    }

    private static ClusterEvent.IMemberEvent OfStatus(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.WeaklyUp => new ClusterEvent.MemberWeaklyUp(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        MemberStatus.Down => new ClusterEvent.MemberDowned(member),
        _ => throw new InvalidOperationException($"A gossip holds no removed member: {member}"),
    };
}

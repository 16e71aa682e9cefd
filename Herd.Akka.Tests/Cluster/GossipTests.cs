using System.Collections.Immutable;
using Xunit;
using static Akka.Cluster.Tests.ClusterTestSettings;

namespace Akka.Cluster.Tests;

public sealed class GossipTests
{
    [Fact]
    public void Merging_doesnt_depend_on_order_or_repetition()
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var states = Divergent(random);
            var (a, b, c) = (states[0], states[1], states[2]);
            AssertSame(a.Merge(b), b.Merge(a));
            AssertSame(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
            AssertSame(a.Merge(b), a.Merge(b).Merge(b));
            AssertSame(a.Merge(a), a);
        }
    }

    [Fact]
    public void A_merge_is_after_both()
    {
        var start = Of(Member(1, MemberStatus.Up), Member(2, MemberStatus.Up));
        var a = start.Replace(Node(1), [Member(2, MemberStatus.Leaving)]);
        var b = start.Change(Node(2), reachability: Reachability.Empty.Unreachable(Node(2), Node(1)));

        var merged = a.Merge(b);

        Assert.Equal(VectorClock.Ordering.Concurrent, a.Version.CompareTo(b.Version));
        Assert.Equal(VectorClock.Ordering.After, merged.Version.CompareTo(a.Version));
        Assert.Equal(VectorClock.Ordering.Before, b.Version.CompareTo(merged.Version));
        Assert.Equal(MemberStatus.Leaving, merged.Find(Node(2))!.Status);
        Assert.False(merged.Reachability.IsReachable(Node(1)));
        Assert.Empty(merged.Seen);
    }

    [Fact]
    public void Of_two_states_of_a_member_the_later_one_counts()
    {
        var order = new[] { MemberStatus.Joining, MemberStatus.WeaklyUp, MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Exiting, MemberStatus.Down };
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = 0; j < order.Length; j++)
                Assert.Equal(order[Math.Max(i, j)], Gossip.Later(Member(1, order[i]), Member(1, order[j])).Status);
        }
    }

    [Fact]
    public void A_removed_member_isnt_brought_back_by_one_who_hasnt_heard_of_it()
    {
        var start = Of(Member(1, MemberStatus.Up), Member(2, MemberStatus.Up), Member(3, MemberStatus.Down));
        var removed = start.Remove(Node(1), [Node(3)], now: 5);
        var elsewhere = start.Change(Node(2), reachability: Reachability.Empty.Unreachable(Node(2), Node(3)));

        var merged = removed.Merge(elsewhere);

        Assert.False(merged.Has(Node(3)));
        Assert.True(merged.Reachability.IsReachable(Node(3)));
        Assert.Equal([KeyValuePair.Create(Node(3), 5L)], merged.Tombstones);
    }

    [Fact]
    public void A_new_incarnation_isnt_kept_out_by_the_old_ones_tombstone()
    {
        var removed = Of(Member(1, MemberStatus.Up), Member(2, MemberStatus.Down)).Remove(Node(1), [Node(2)], now: 5);
        var joined = removed.Change(Node(1), removed.Members.Add(Member(2, MemberStatus.Joining, incarnation: 2)));

        Assert.True(joined.Merge(removed).Has(Node(2, 2)));
        Assert.False(joined.Has(Node(2)));
    }

    [Fact]
    public void Old_tombstones_are_forgotten_with_the_counts_of_those_nodes()
    {
        var gossip = Of(Member(1, MemberStatus.Up), Member(2, MemberStatus.Down)).Change(Node(2)).Remove(Node(1), [Node(2)], now: 5);

        Assert.Same(gossip, gossip.PruneTombstones(Node(1), before: 5));
        var pruned = gossip.PruneTombstones(Node(1), before: 6);
        Assert.Empty(pruned.Tombstones);
        Assert.DoesNotContain(Node(2), pruned.Version.Versions.Keys);
    }

    [Fact]
    public void A_change_has_been_seen_by_whom_made_it_only()
    {
        var gossip = Of(Member(1, MemberStatus.Up), Member(2, MemberStatus.Up)).MarkSeen(Node(1)).MarkSeen(Node(2));

        Assert.Equal([Node(2)], gossip.Replace(Node(2), [Member(1, MemberStatus.Leaving)]).Seen);
    }

    private static Gossip Of(params Member[] members) => Gossip.Empty.Change(Node(1), [.. members]);

    /// <summary>Three states that came of one by changes at three nodes, some of them exchanged.</summary>
    private static Gossip[] Divergent(Random random)
    {
        var start = Of([.. Enumerable.Range(1, 5).Select(number => Member(number, MemberStatus.Up, upNumber: number))]);
        var states = new[] { start, start, start };
        for (var step = 0; step < 12; step++)
        {
            var by = random.Next(3);
            var state = states[by];
            var self = Node(by + 1);
            var other = state.Members[random.Next(state.Members.Count)];
            states[by] = random.Next(6) switch
            {
                0 when other.UniqueAddress != self => state.Change(self, reachability: state.Reachability.Unreachable(self, other.UniqueAddress)),
                1 => state.Change(self, reachability: state.Reachability.Reachable(self, other.UniqueAddress)),
                2 => state.Replace(self, [Akka.Cluster.Member.AllowedTransitions[other.Status].Contains(MemberStatus.Leaving) ? other.Copy(MemberStatus.Leaving) : other.Copy(MemberStatus.Down)]),
                3 when other.UniqueAddress.Address.Port > 1003 => state.Remove(self, [other.UniqueAddress], now: step),
                4 when Member(10 + step, MemberStatus.Joining) is var joining => state.Change(self, state.Members.Add(joining)),
                5 => state.Merge(states[random.Next(3)]),
                _ => state,
            };
        }
        return states;
    }

    private static void AssertSame(Gossip one, Gossip other)
    {
        Assert.Equal(Describe(one), Describe(other));
        Assert.Equal(VectorClock.Ordering.Same, one.Version.CompareTo(other.Version));
    }

    private static string Describe(Gossip gossip) =>
        $"{string.Join(", ", gossip.Members)} {string.Join(", ", gossip.Tombstones)} "
        + string.Join("; ", gossip.Reachability.Views.Select(view => $"{view.Key} {view.Value.Version} {string.Join(",", view.Value.Subjects)}"));
}

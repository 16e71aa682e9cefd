using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

/// <summary>The decisions of node M. Times are in milliseconds since it began to look for a cluster.</summary>
public class ClusterPlanTests
{
    private const ulong Wall = 5_000;

    private static readonly ClusterId Older = new(1_000, "Z");
    private static readonly ClusterId Younger = new(9_000, "A");
    private static readonly MemberId M = Member("M", 100);

    private readonly ClusterPlan _plan = new(new NodeIdentity("herd", "M", 7), () => Wall, TimeSpan.Zero);

    [Fact]
    public void A_node_that_hears_of_nobody_forms_a_cluster_after_a_second()
    {
        Assert.Null(Decide(999));
        Assert.Equal(Standing.Looking, _plan.Standing);

        Assert.Equal(new ClusterPlan.Move(new ClusterId(Wall, "M"), null), Decide(1_000));
        Assert.Equal(Standing.Joining, _plan.Standing);
        Assert.Null(Decide(1_100));
    }

    [Fact]
    public void It_leaves_that_to_one_whose_name_comes_first_for_three_seconds()
    {
        Hear(Looking("L"), at: 0);

        Assert.Null(Decide(2_999));
        Assert.Equal(new ClusterPlan.Move(new ClusterId(Wall, "M"), null), Decide(3_000));
    }

    [Fact]
    public void It_waits_for_none_whose_name_comes_later()
    {
        Hear(Looking("N"), at: 0);
        // Names compare by code points, as at every node.
        Hear(Looking("a"), at: 0);

        Assert.NotNull(Decide(1_000));
    }

    [Fact]
    public void It_waits_no_longer_for_one_that_is_gone()
    {
        Hear(Looking("L"), at: 0);
        _plan.Lose("L");

        Assert.NotNull(Decide(1_000));
    }

    [Fact]
    public void It_joins_the_oldest_cluster_that_it_hears_of_at_once()
    {
        Hear(In(Younger, Member("A", 1)), at: 10);
        Hear(In(Older, Member("B", 2)), at: 20);

        Assert.Equal(new ClusterPlan.Move(Older, "B:1"), Decide(30));
        Assert.Equal(Older, _plan.Cluster);
    }

    [Fact]
    public void It_joins_only_at_one_that_sees_itself_among_the_members()
    {
        Hear(new Presence(Member("A", 1).Node, 1, Older, [Member("B", 2)]), at: 0);
        Hear(new Presence(Member("C", 1).Node, 9, Older, [Member("C", 1)]), at: 0);

        Assert.Null(Decide(999));
    }

    [Fact]
    public void What_a_node_of_its_own_name_shows_does_not_count()
    {
        Hear(In(Older, Member("M", 1)), at: 0);

        Assert.Equal(new ClusterId(Wall, "M"), Decide(1_000)?.Cluster);
    }

    [Fact]
    public void A_member_moves_to_an_older_cluster()
    {
        BecomeMember(Younger);
        Hear(In(Older, Member("A", 1)), at: 5_000);

        Assert.Equal(new ClusterPlan.Move(Older, "A:1"), Decide(5_000));
    }

    [Fact]
    public void It_moves_to_an_older_one_while_it_joins_another_too()
    {
        Hear(In(Younger, Member("A", 1)), at: 0);
        Assert.Equal(Younger, Decide(0)?.Cluster);
        Hear(In(Older, Member("B", 1)), at: 100);

        Assert.Equal(Older, Decide(100)?.Cluster);
    }

    [Fact]
    public void A_member_does_not_move_to_a_younger_cluster()
    {
        BecomeMember(Older);
        Hear(In(Younger, Member("A", 1)), at: 5_000);

        Assert.Null(Decide(5_000));
        Assert.Null(Decide(60_000));
    }

    [Fact]
    public void Of_clusters_formed_at_the_same_time_the_first_name_is_the_older()
    {
        BecomeMember(new ClusterId(1_000, "B"));
        Hear(In(new ClusterId(1_000, "C"), Member("C", 1)), at: 5_000);
        Assert.Null(Decide(5_000));

        Hear(In(new ClusterId(1_000, "A"), Member("A", 1)), at: 5_000);
        Assert.Equal("A", Decide(5_000)?.Cluster.By);
    }

    [Fact]
    public void It_is_a_member_when_it_is_among_the_members()
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        Decide(0);

        See(50, null, Member("A", 1));
        Assert.Equal(Standing.Joining, _plan.Standing);
        See(60, M, Member("A", 1), M);
        Assert.Equal(Standing.Member, _plan.Standing);
    }

    [Fact]
    public void A_view_makes_no_member_of_a_node_that_has_decided_nothing()
    {
        See(10, M, M);

        Assert.Equal(Standing.Looking, _plan.Standing);
    }

    [Fact]
    public void One_that_is_no_member_in_time_looks_again_and_tries_another_member()
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        Hear(In(Older, Member("B", 2)), at: 0);
        Assert.Equal("A:1", Decide(0)?.At);

        Assert.Null(Decide(6_000));
        Assert.Equal("B:1", Decide(6_001)?.At);
        Assert.Equal("A:1", Decide(12_002)?.At);
    }

    [Fact]
    public void One_that_joins_at_a_node_which_is_gone_looks_again_at_once()
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        Hear(In(Older, Member("B", 2)), at: 0);
        Assert.Equal("A:1", Decide(0)?.At);
        _plan.Lose("A");

        Assert.Equal("B:1", Decide(100)?.At);
    }

    [Fact]
    public void The_time_to_become_a_member_counts_from_the_start_of_its_actor_system()
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        Decide(0);
        _plan.Start(At(30_000));

        Assert.Null(Decide(36_000));
        Assert.NotNull(Decide(36_001));
    }

    [Fact]
    public void What_a_visit_showed_does_not_count_any_more_once_joining_there_failed()
    {
        Hear(In(Older, Member("A", 1)), at: 0, isLinked: false);
        Assert.Equal("A:1", Decide(0)?.At);

        Assert.Null(Decide(6_001));
        Assert.Equal(Standing.Looking, _plan.Standing);
        Assert.Null(Decide(7_000));
        Assert.Equal(new ClusterId(Wall, "M"), Decide(7_001)?.Cluster);
    }

    [Fact]
    public void A_member_whose_system_ended_waits_longer_each_time_up_to_a_bound()
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        var now = 0;
        foreach (var wait in new[] { 500, 1_000, 2_000, 4_000, 4_000 })
        {
            Assert.NotNull(Decide(now));
            See(now, M, M);
            _plan.End(At(now));
            Assert.Equal((Standing.Looking, null), (_plan.Standing, _plan.Cluster));
            Assert.Null(Decide(now + wait - 1));
            now += wait;
        }
    }

    [Theory]
    [InlineData(60_000, 250)]
    [InlineData(59_999, 2_000)]
    public void The_end_of_a_good_membership_resets_the_wait(int lasted, int wait)
    {
        Hear(In(Older, Member("A", 1)), at: 0);
        _plan.End(At(0));
        _plan.End(At(0));
        Assert.NotNull(Decide(1_000));
        See(1_000, M, M);

        _plan.End(At(1_000 + lasted));
        Assert.Null(Decide(1_000 + lasted + wait - 1));
        Assert.NotNull(Decide(1_000 + lasted + wait));
    }

    [Fact]
    public void One_that_ended_looks_for_others_before_it_forms_a_cluster()
    {
        BecomeMember(Older);
        _plan.Lose("A");
        _plan.End(At(70_000));

        Assert.Null(Decide(70_999));
        Assert.Equal(new ClusterId(Wall, "M"), Decide(71_000)?.Cluster);
    }

    [Fact]
    public void A_member_that_another_one_took_out_moves_there_after_five_seconds()
    {
        BecomeMember(Older, Member("B", 2));
        Hear(In(Older, Member("B", 2)), at: 10_000);

        Assert.Null(Decide(10_000));
        Assert.Null(Decide(14_999));
        Assert.Equal(new ClusterPlan.Move(Older, "B:1"), Decide(15_000));
    }

    [Fact]
    public void That_a_visited_node_does_not_know_it_is_to_be_confirmed_by_another_visit()
    {
        BecomeMember(Older, Member("B", 2));
        Hear(In(Older, Member("B", 2)), at: 10_000, isLinked: false);
        Assert.Null(Decide(10_000));
        Assert.Null(Decide(19_999));

        Hear(In(Older, Member("B", 2)), at: 15_000, isLinked: false);
        Assert.NotNull(Decide(20_000));
    }

    [Fact]
    public void What_a_visit_showed_before_it_became_a_member_is_no_word_that_it_is_unknown()
    {
        Hear(In(Older, Member("A", 1)), at: 0, isLinked: false);
        Decide(0);
        See(1_000, M, Member("A", 1), M);

        Assert.Null(Decide(1_000));
        Assert.Null(Decide(9_000));
    }

    [Fact]
    public void One_that_no_link_tells_of_its_place_or_that_is_unknown_to_one_is_not_sure_of_it()
    {
        BecomeMember(Older, Member("B", 2));
        Assert.False(_plan.IsSure);
        Hear(In(Older, Member("B", 2), M), at: 10_000);
        Decide(10_000);
        Assert.True(_plan.IsSure);

        Hear(In(Older, Member("B", 2)), at: 11_000);
        Decide(11_000);
        Assert.False(_plan.IsSure);
    }

    [Fact]
    public void One_that_was_taken_out_on_this_side_is_left_to_come_by_itself()
    {
        BecomeMember(Older, Member("N", 2));
        Hear(In(Older, Member("N", 2), M), at: 10_000);
        Hear(In(Older, Member("L", 3), Member("N", 2)), at: 10_000);
        Decide(10_000);
        Assert.Null(Decide(60_000));

        _plan.Lose("N");
        Assert.Equal("L:1", Decide(60_000)?.At);
    }

    [Fact]
    public void One_that_is_known_again_meanwhile_stays()
    {
        BecomeMember(Older, Member("B", 2));
        Hear(In(Older, Member("B", 2)), at: 10_000);
        Assert.Null(Decide(10_000));
        Hear(In(Older, Member("B", 2), M), at: 14_000);
        Assert.Null(Decide(14_000));
        Hear(In(Older, Member("B", 2)), at: 14_500);

        Assert.Null(Decide(15_000));
        Assert.Null(Decide(19_999));
        Assert.NotNull(Decide(20_000));
    }

    [Fact]
    public void An_earlier_membership_of_this_node_is_not_it()
    {
        BecomeMember(Older, Member("B", 2));
        Hear(In(Older, Member("B", 2), Member("M", 99)), at: 10_000);
        Decide(10_000);

        Assert.NotNull(Decide(15_000));
    }

    [Fact]
    public void Where_each_side_took_the_other_out_the_side_with_the_first_name_stays()
    {
        BecomeMember(Older, Member("P", 3));
        Hear(In(Older, Member("N", 2), Member("O", 4)), at: 10_000);
        Decide(10_000);
        Assert.Null(Decide(60_000));

        Hear(In(Older, Member("N", 2), Member("L", 4)), at: 60_000);
        Assert.Equal("N:1", Decide(60_000)?.At);
    }

    [Fact]
    public void A_dead_member_on_both_sides_does_not_decide_which_one_stays()
    {
        BecomeMember(Older, Member("Dead", 3));
        Hear(In(Older, Member("L", 2), Member("Dead", 3)), at: 10_000);
        Decide(10_000);

        Assert.Equal("L:1", Decide(15_000)?.At);
    }

    [Fact]
    public void Of_two_memberships_of_one_name_the_lower_uid_decides()
    {
        BecomeMember(Older, Member("A", 3));
        Hear(In(Older, Member("N", 2), Member("A", 4)), at: 10_000);
        Decide(10_000);
        Assert.Null(Decide(60_000));

        Hear(In(Older, Member("N", 2), Member("A", 2)), at: 60_000);
        Assert.NotNull(Decide(60_000));
    }

    [Fact]
    public void Members_of_another_cluster_need_not_know_it()
    {
        BecomeMember(Older);
        Hear(In(Younger, Member("A", 2)), at: 10_000);
        Decide(10_000);

        Assert.Null(Decide(60_000));
    }

    [Fact]
    public void What_a_visit_showed_counts_for_ten_seconds()
    {
        BecomeMember(Younger);
        Hear(In(Older, Member("A", 1)), at: 10_000, isLinked: false);
        Assert.Null(Decide(20_001));

        Hear(In(Older, Member("A", 1)), at: 30_000, isLinked: false);
        Assert.NotNull(Decide(40_000));
    }

    [Fact]
    public void What_a_linked_node_showed_counts_until_the_link_is_lost()
    {
        BecomeMember(Younger);
        Hear(In(Older, Member("A", 1)), at: 10_000);
        _plan.Lose("A");
        Assert.Null(Decide(10_000));

        Hear(In(Older, Member("A", 1)), at: 10_000);
        Assert.NotNull(Decide(10_000_000));
    }

    [Fact]
    public void A_visit_tells_nothing_new_of_a_linked_node()
    {
        BecomeMember(Younger);
        Hear(Looking("A"), at: 10_000);
        Hear(In(Older, Member("A", 1)), at: 10_001, isLinked: false);
        Assert.True(_plan.IsLinked("A"));
        Assert.Null(Decide(10_001));

        _plan.Lose("A");
        Hear(In(Older, Member("A", 1)), at: 10_002, isLinked: false);
        Assert.False(_plan.IsLinked("A"));
        Assert.NotNull(Decide(10_002));
    }

    [Fact]
    public void Members_of_its_name_are_namesakes_unless_they_are_of_this_start()
    {
        var (seen, shown) = (M with { Epoch = 6 }, M with { Epoch = 8 });
        BecomeMember(Older, seen);
        Hear(In(Older, Member("A", 1), shown, seen), at: 10_000);

        Assert.Equal([shown, seen], _plan.Namesakes);
        _plan.End(At(11_000));
        _plan.Lose("A");
        Assert.Empty(_plan.Namesakes);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static MemberId Member(string name, long uid) => new(new NodeDescription(name, name, 1, 2, 3), name == "M" ? 7u : 1u, $"{name}:1", uid);

    private static Presence Looking(string name) => new(Member(name, 1).Node, 1, null, []);

    private static Presence In(ClusterId cluster, params MemberId[] members) => new(members[0].Node, members[0].Epoch, cluster, members);

    private void Hear(Presence presence, int at, bool isLinked = true) => _plan.Hear(presence, isLinked, At(at));

    private ClusterPlan.Move? Decide(int at) => _plan.Decide(At(at));

    private void See(int at, MemberId? own, params MemberId[] members) => _plan.See(members, own, At(at));

    /// <summary>A member of a cluster that it joined at A, which has gone since.</summary>
    private void BecomeMember(ClusterId cluster, params MemberId[] others)
    {
        Hear(In(cluster, Member("A", 1)), at: 0);
        Assert.Equal(cluster, Decide(0)?.Cluster);
        See(0, M, [M, .. others]);
        _plan.Lose("A");
        Assert.Equal(Standing.Member, _plan.Standing);
    }
}

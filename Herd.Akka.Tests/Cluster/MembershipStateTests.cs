using System.Collections.Immutable;
using Xunit;
using static Akka.Cluster.Tests.ClusterTestSettings;

namespace Akka.Cluster.Tests;

public sealed class MembershipStateTests
{
    [Fact]
    public void There_is_convergence_when_all_full_members_have_seen_the_state()
    {
        var state = State(Up(1), Up(2), Member(3, MemberStatus.Joining));

        Assert.False(state.Converges);
        Assert.True(state.With(state.Gossip.MarkSeen(Node(2))).Converges);
    }

    [Theory]
    [InlineData(MemberStatus.Joining, false)]
    [InlineData(MemberStatus.Up, false)]
    [InlineData(MemberStatus.Leaving, false)]
    [InlineData(MemberStatus.Exiting, true)]
    [InlineData(MemberStatus.Down, true)]
    public void An_unreachable_member_hinders_convergence_unless_it_goes_anyway(MemberStatus status, bool converges)
    {
        var state = State(Up(1), Member(2, status));
        var unreachable = state.Gossip.Change(Node(1), reachability: Reachability.Empty.Unreachable(Node(1), Node(2))).MarkSeen(Node(2));

        Assert.Equal(converges, state.With(unreachable).Converges);
    }

    [Fact]
    public void What_a_downed_member_says_of_others_doesnt_count()
    {
        var state = State(Up(1), Member(2, MemberStatus.Down), Up(3));
        state = state.With(state.Gossip.Change(Node(1), reachability: Reachability.Empty.Unreachable(Node(2), Node(3))).MarkSeen(Node(3)));

        Assert.Empty(state.UnreachableMembers);
        Assert.True(state.Converges);
    }

    [Fact]
    public void The_first_full_member_that_can_be_reached_leads()
    {
        var state = State(Member(0, MemberStatus.Joining), Member(1, MemberStatus.Exiting), Up(2), Up(3));
        Assert.Equal(Node(2), state.Leader);

        var cut = state.With(state.Gossip.Change(Node(1), reachability: Reachability.Empty.Unreachable(Node(3), Node(2))));
        Assert.Equal(Node(3), cut.Leader);
    }

    [Fact]
    public void A_role_is_led_by_the_first_member_that_has_it()
    {
        var state = State(Up(1), Member(2, MemberStatus.Up, roles: "web"), Member(3, MemberStatus.Up, roles: "web"));

        Assert.Equal(Node(2), state.RoleLeader("web"));
        Assert.Null(state.RoleLeader("other"));
    }

    [Fact]
    public void The_leader_takes_in_lets_go_and_removes()
    {
        var state = State(
            Up(1), Member(2, MemberStatus.Joining), Member(3, MemberStatus.WeaklyUp), Member(4, MemberStatus.Leaving), Member(5, MemberStatus.Down), Member(6, MemberStatus.Exiting), Member(7, MemberStatus.Exiting));
        state = state.With(state.Gossip.Change(Node(1), reachability: Reachability.Empty.Unreachable(Node(1), Node(5)))).Confirm(Node(6));

        var after = LeaderActions.OnConvergence(state, enoughMembers: true, now: 77);

        Assert.Equal(
            [(1, MemberStatus.Up, 1), (2, MemberStatus.Up, 2), (3, MemberStatus.Up, 3), (4, MemberStatus.Exiting, 1), (7, MemberStatus.Exiting, 1)],
            after.Members.Select(member => (member.Address.Port!.Value - 1000, member.Status, member.UpNumber)));
        Assert.Equal([Node(5), Node(6)], after.Tombstones.Keys);
    }

    [Fact]
    public void Nobody_comes_up_before_there_are_enough()
    {
        var state = State(Up(1), Member(2, MemberStatus.Joining));

        Assert.Same(state.Gossip, LeaderActions.OnConvergence(state, enoughMembers: false, now: 0));
        Assert.Same(state.Gossip, LeaderActions.ToWeaklyUp(state, enoughMembers: false));
        Assert.Equal(MemberStatus.WeaklyUp, LeaderActions.ToWeaklyUp(state, enoughMembers: true).Find(Node(2))!.Status);
    }

    [Fact]
    public void Events_tell_what_has_changed()
    {
        var before = State(Up(1), Up(2), Up(3), Member(4, MemberStatus.Exiting));
        before = before.With(before.Gossip.Change(Node(1), reachability: Reachability.Empty.Unreachable(Node(1), Node(2))));
        var gossip = before.Gossip.Remove(Node(1), [Node(4)], 0);
        gossip = gossip.Change(
            Node(1),
            gossip.Members.Add(Member(5, MemberStatus.Joining, roles: "web")),
            gossip.Reachability.Reachable(Node(1), Node(2)).Unreachable(Node(1), Node(3)));

        Assert.Equal(
            [
                new ClusterEvent.UnreachableMember(Up(3)),
                new ClusterEvent.ReachableMember(Up(2)),
                new ClusterEvent.MemberJoined(Member(5, MemberStatus.Joining)),
                new ClusterEvent.MemberRemoved(Member(4, MemberStatus.Removed), MemberStatus.Exiting),
                new ClusterEvent.RoleLeaderChanged("web", Node(5).Address),
            ],
            ClusterEvents.Between(before, before.With(gossip)));
    }

    [Fact]
    public void A_node_isnt_unreachable_to_itself()
    {
        var state = State(Up(1), Up(2));
        state = state.With(state.Gossip.Change(Node(2), reachability: Reachability.Empty.Unreachable(Node(2), Node(1))));

        Assert.Empty(ClusterEvents.Snapshot(state).Unreachable);
        Assert.Equal(Node(1).Address, ClusterEvents.Snapshot(state).Leader);
    }

    private static Member Up(int number) => Member(number, MemberStatus.Up, upNumber: number);

    private static MembershipState State(params Member[] members) =>
        new MembershipState(Node(1)).With(Gossip.Empty.Change(Node(1), [.. members]));
}

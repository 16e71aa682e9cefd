using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class JoinPlanTests
{
    private const string A = "10.0.0.1:1";
    private const string B = "10.0.0.2:1";
    private const string C = "10.0.0.3:1";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void A_node_joins_whoever_is_in()
    {
        var plan = Fresh(B);
        plan.HearAnswer(A, isMember: false);
        plan.HearAnswer(C, isMember: true);

        Assert.Equal(C, plan.Decide(Short));
    }

    [Fact]
    public void What_was_left_to_a_node_that_died_is_done_by_the_next()
    {
        var plan = Fresh(B);
        plan.HearAnswer(A, isMember: false);
        Assert.Null(plan.Decide(Long));

        plan.Lose(A);
        Assert.Equal(B, plan.Decide(Long));
    }

    [Fact]
    public void Of_those_that_answer_only_the_first_forms_the_cluster()
    {
        var first = Fresh(A);
        var second = Fresh(B);
        var third = Fresh(C);
        HearAll(first, second, third);

        Assert.Equal(A, first.Decide(Short));
        Assert.Null(second.Decide(Long));
        Assert.Null(third.Decide(Long));
    }

    [Fact]
    public void A_node_waits_for_the_others_of_its_file_and_then_goes_on_without_them()
    {
        var plan = Fresh(A);
        plan.HearAnswer(C, isMember: false);

        Assert.Null(plan.Decide(Short));
        Assert.Equal(A, plan.Decide(JoinPlan.Patience));
    }

    [Fact]
    public void A_node_gives_those_before_it_time_to_form_the_cluster()
    {
        var plan = Fresh(C);

        Assert.Null(plan.Decide(JoinPlan.Patience + JoinPlan.Precedence));
        Assert.Equal(C, plan.Decide(JoinPlan.Patience + (2 * JoinPlan.Precedence)));
    }

    [Fact]
    public void The_order_is_the_herd_files_and_then_that_of_the_others_addresses()
    {
        Assert.Equal([C, A], new JoinPlan(B, [C, A, B], [], []).Missing);
        Assert.Equal([C, A], new JoinPlan(B, [C], [A, B, C], []).Missing);
    }

    /// <summary>As after a herd was stopped node by node: the last ones remember fewer and fewer.</summary>
    [Fact]
    public void Nodes_that_remember_different_members_still_leave_it_to_the_same_one()
    {
        var all = new JoinPlan(A, [A, B, C], [A, B, C], []);
        var two = new JoinPlan(B, [A, B, C], [B, C], []);
        var one = new JoinPlan(C, [A, B, C], [C], []);
        HearAll(all, two, one);

        Assert.Equal(A, all.Decide(Short));
        Assert.Null(two.Decide(Long));
        Assert.Null(one.Decide(Long));
    }

    [Fact]
    public void A_node_alone_in_its_file_forms_its_cluster_at_once() =>
        Assert.Equal(A, new JoinPlan(A, [A], [], []).Decide(TimeSpan.Zero));

    [Fact]
    public void A_node_that_was_told_whom_to_join_forms_no_cluster()
    {
        var plan = new JoinPlan(A, [B, C], [], [B]);
        plan.HearAnswer(B, isMember: false);
        plan.HearAnswer(C, isMember: false);

        Assert.Null(plan.Decide(Long));
        Assert.Equal([B, C], plan.Targets);
    }

    [Fact]
    public void A_node_that_was_a_member_forms_a_cluster_only_with_most_of_those_it_remembers()
    {
        var plan = new JoinPlan(A, [A, B, C], [A, B, C], []);

        Assert.Null(plan.Decide(Long));
        Assert.Equal((1, 3), (plan.Present, plan.Expected));
        Assert.Equal([B, C], plan.Missing);

        plan.HearAnswer(C, isMember: false);
        Assert.Null(plan.Decide(Short));
        Assert.Equal(A, plan.Decide(JoinPlan.Patience));
        plan.HearAnswer(B, isMember: false);
        Assert.Equal(A, plan.Decide(Short));
    }

    [Fact]
    public void Half_of_those_remembered_are_not_most_of_them()
    {
        var plan = new JoinPlan(A, [], [A, B], []);

        Assert.Null(plan.Decide(Long));
        plan.Exclude(B);
        Assert.Equal(A, plan.Decide(Short));
    }

    [Fact]
    public void A_node_that_remembers_its_herd_needs_whom_it_once_joined_no_more()
    {
        var plan = new JoinPlan(C, [], [A, B, C], [A]);
        plan.HearAnswer(B, isMember: false);

        Assert.Null(plan.Decide(Long));
        Assert.Equal([A, B], plan.Targets);

        plan.HearAnswer(B, isMember: true);
        Assert.Equal(B, plan.Decide(Short));
    }

    [Fact]
    public void What_was_heard_counts_only_until_all_are_asked_anew()
    {
        var plan = Fresh(B);
        plan.HearAnswer(A, isMember: true);
        plan.Forget();

        Assert.Null(plan.Decide(Short));
    }

    [Fact]
    public void A_node_that_was_only_heard_has_to_answer_first()
    {
        // It may be forming a cluster just now, for it doesn't know yet that this one is there.
        var plan = Fresh(A);
        plan.HearAnswer(B, isMember: false);
        plan.HearKnock(C, isMember: false);

        Assert.Null(plan.Decide(JoinPlan.Patience));
        plan.HearAnswer(C, isMember: false);
        Assert.Equal(A, plan.Decide(Short));
        plan.HearAnswer(C, isMember: true);
        Assert.Equal(C, plan.Decide(Short));
    }

    [Fact]
    public void A_node_that_was_heard_and_does_not_answer_is_not_waited_for_for_ever()
    {
        var plan = Fresh(A);
        plan.HearKnock(B, isMember: false);

        Assert.Null(plan.Decide(JoinPlan.Patience));
        Assert.Equal(A, plan.Decide(JoinPlan.Patience + JoinPlan.Doubt));
    }

    /// <summary>Whoever hears whom, in whatever order nodes start: never do two nodes that hear each other both form a cluster.</summary>
    [Fact]
    public void Two_that_hear_each_other_never_both_form_a_cluster()
    {
        string[] all = [A, B, C];
        foreach (var heard in Enumerable.Range(0, 1 << 6))
        {
            var plans = all.Select(Fresh).ToList();
            var bit = 0;
            var hears = new bool[3, 3];
            foreach (var (i, j) in from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, 3) where i != j select (i, j))
            {
                hears[i, j] = (heard >> bit++ & 1) == 1;
                if (hears[i, j])
                    plans[i].HearAnswer(all[j], isMember: false);
            }

            for (var i = 0; i < 3; i++)
            {
                for (var j = i + 1; j < 3; j++)
                    Assert.False(hears[i, j] && hears[j, i] && plans[i].Decide(Long) == all[i] && plans[j].Decide(Long) == all[j]);
            }
        }
    }

    private static JoinPlan Fresh(string self) => new(self, [A, B, C], [], []);

    private static void HearAll(params JoinPlan[] plans)
    {
        foreach (var plan in plans)
        {
            foreach (var address in plan.Targets)
                plan.HearAnswer(address, isMember: false);
        }
    }
}

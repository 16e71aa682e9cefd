using Akka.Cluster;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class FailureTests : IAsyncLifetime
{
    private readonly ClusterNodes _nodes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task A_crashed_node_is_unreachable_and_stays_a_member()
    {
        var nodes = await _nodes.Form(3);
        using var seen = new EventLog(nodes[0], typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

        await Crash(nodes[2]);

        await Until(() => nodes[..2].All(node => CantReach(node, nodes[2])));
        Assert.Equal(MemberStatus.Up, StatusOf(nodes[1], nodes[2].SelfUniqueAddress));
        await Until(() => seen.Events.Count > 0);
        Assert.Equal(nodes[2].SelfUniqueAddress, Assert.IsType<ClusterEvent.UnreachableMember>(Assert.Single(seen.Events)).Member.UniqueAddress);
    }

    [Fact]
    public async Task A_restarted_node_comes_in_and_its_old_incarnation_goes()
    {
        var nodes = await _nodes.Form(3);
        using var seen = new EventLog(nodes[0], typeof(ClusterEvent.IMemberEvent));
        await Crash(nodes[2]);
        await Until(() => CantReach(nodes[0], nodes[2]));

        var again = _nodes.Restart(nodes[2]);
        again.Join(nodes[0].SelfAddress);

        await UntilAllUp(nodes[0], nodes[1], again);
        Assert.Equal(nodes[2].SelfAddress, again.SelfAddress);
        await Until(() => seen.Events.OfType<ClusterEvent.MemberUp>().Any(up => up.Member.UniqueAddress == again.SelfUniqueAddress));
        var removed = Assert.Single(seen.Events.OfType<ClusterEvent.MemberRemoved>());
        Assert.Equal(nodes[2].SelfUniqueAddress, removed.Member.UniqueAddress);
        Assert.Equal(MemberStatus.Down, removed.PreviousStatus);
    }

    [Fact]
    public async Task A_node_that_restarts_before_anyone_misses_it_comes_in_too()
    {
        var nodes = await _nodes.Form(2);
        await Crash(nodes[1]);

        var again = _nodes.Restart(nodes[1]);
        again.Join(nodes[0].SelfAddress);

        await UntilAllUp(nodes[0], again);
    }

    [Fact]
    public async Task While_a_member_is_unreachable_new_ones_come_in_weakly_and_come_up_when_it_is_gone()
    {
        var nodes = await _nodes.Form(2);
        await Crash(nodes[1]);
        await Until(() => CantReach(nodes[0], nodes[1]));

        var late = _nodes.Start();
        var up = late.JoinAsync(nodes[0].SelfAddress);

        await Until(() => StatusOf(late, late.SelfUniqueAddress) == MemberStatus.WeaklyUp);
        Assert.False(up.IsCompleted);
        nodes[0].Down(nodes[1].SelfAddress);
        await up.WaitAsync(Long);
        await UntilAllUp(nodes[0], late);
    }

    [Fact]
    public async Task A_downed_unreachable_member_is_removed()
    {
        var nodes = await _nodes.Form(3);
        await Crash(nodes[2]);
        await Until(() => CantReach(nodes[1], nodes[2]));
        using var seen = new EventLog(nodes[0], typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved));

        nodes[1].Down(nodes[2].SelfAddress);

        await UntilAllUp(nodes[0], nodes[1]);
        await Until(() => seen.Events.Count == 2);
        Assert.IsType<ClusterEvent.MemberDowned>(seen.Events[0]);
        Assert.Equal(MemberStatus.Down, Assert.IsType<ClusterEvent.MemberRemoved>(seen.Events[1]).PreviousStatus);
    }

    [Fact]
    public async Task A_member_that_is_there_and_is_downed_shuts_down()
    {
        var nodes = await _nodes.Form(3);

        nodes[0].Down(nodes[2].SelfAddress);

        await nodes[2].System.WhenTerminated.WaitAsync(Long);
        await UntilAllUp(nodes[0], nodes[1]);
    }

    [Fact]
    public async Task A_removed_incarnation_cant_come_back()
    {
        var nodes = await _nodes.Form(2, "akka.cluster.run-coordinated-shutdown-when-down = off");
        nodes[0].Down(nodes[1].SelfAddress);
        await Until(() => nodes[1].IsTerminated);
        await UntilAllUp(nodes[0]);
        Assert.False(nodes[1].System.WhenTerminated.IsCompleted);

        nodes[1].Join(nodes[0].SelfAddress);
        var other = _nodes.Start();
        other.Join(nodes[0].SelfAddress);

        await UntilAllUp(nodes[0], other);
    }
}

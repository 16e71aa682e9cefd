using Akka.Actor;
using Akka.Cluster;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class LeavingTests : IAsyncLifetime
{
    private readonly ClusterNodes _nodes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task A_node_whose_system_terminates_leaves_first_and_the_others_see_each_step()
    {
        var nodes = await _nodes.Form(3);
        using var seen = new EventLog(nodes[0], typeof(ClusterEvent.IMemberEvent));
        var leaving = nodes[2].SelfUniqueAddress;

        await nodes[2].System.Terminate().WaitAsync(Long);
        await UntilAllUp(nodes[..2]);
        await Until(() => seen.Events.OfType<ClusterEvent.MemberRemoved>().Any());

        var steps = seen.Events.Cast<ClusterEvent.IMemberEvent>().Where(change => change.Member.UniqueAddress == leaving).ToList();
        Assert.Equal([typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberLeft), typeof(ClusterEvent.MemberExited), typeof(ClusterEvent.MemberRemoved)], steps.Select(step => step.GetType()));
        Assert.Equal(MemberStatus.Exiting, ((ClusterEvent.MemberRemoved)steps[^1]).PreviousStatus);
        Assert.True(nodes[2].IsTerminated);
        Assert.Empty(seen.Events.OfType<ClusterEvent.UnreachableMember>());
    }

    [Fact]
    public async Task A_node_that_is_told_to_leave_shuts_down()
    {
        var nodes = await _nodes.Form(3);
        var removed = new TaskCompletionSource();
        nodes[0].RegisterOnMemberRemoved(removed.SetResult);

        // The leader among them: another takes over.
        nodes[1].Leave(nodes[0].SelfAddress);

        await nodes[0].System.WhenTerminated.WaitAsync(Long);
        await removed.Task.WaitAsync(Long);
        Assert.Equal(CoordinatedShutdown.ClusterLeavingReason.Instance, CoordinatedShutdown.Get(nodes[0].System).ShutdownReason);
        await UntilAllUp(nodes[1..]);
    }

    [Fact]
    public async Task Leaving_completes_with_the_removal()
    {
        var nodes = await _nodes.Form(2);

        await nodes[1].LeaveAsync().WaitAsync(Long);

        Assert.True(nodes[1].IsTerminated);
        Assert.Equal(MemberStatus.Removed, nodes[1].SelfMember.Status);
        await UntilAllUp(nodes[0]);
    }

    [Fact]
    public async Task The_last_node_leaves_too()
    {
        var nodes = await _nodes.Form(2);

        await Task.WhenAll(nodes[1].System.Terminate(), nodes[0].System.Terminate()).WaitAsync(Long);

        Assert.All(nodes, node => Assert.True(node.IsTerminated));
    }

    [Fact]
    public async Task A_node_that_never_joined_ends_at_once()
    {
        var node = _nodes.Start();
        var removed = new TaskCompletionSource();
        node.RegisterOnMemberRemoved(removed.SetResult);

        await node.System.Terminate().WaitAsync(TimeSpan.FromSeconds(4));

        await removed.Task.WaitAsync(Long);
        await Assert.ThrowsAsync<ClusterJoinFailedException>(() => node.JoinAsync(node.SelfAddress));
    }

    [Fact]
    public async Task A_join_that_is_broken_off_fails()
    {
        var node = _nodes.Start();
        var join = node.JoinAsync(new Address("akka.tcp", "cluster", "127.0.0.1", 1));
        using var enough = new CancellationTokenSource();
        var other = node.JoinSeedNodesAsync([new Address("akka.tcp", "cluster", "127.0.0.1", 1)], enough.Token);

        enough.Cancel();
        await Assert.ThrowsAsync<TaskCanceledException>(() => other);
        await node.System.Terminate().WaitAsync(Long);
        await Assert.ThrowsAsync<ClusterJoinFailedException>(() => join);
    }
}

using Akka.Actor;
using Akka.Cluster;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private readonly ClusterNodes _nodes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task A_snapshot_comes_first_and_then_what_happens()
    {
        var one = (await _nodes.Form(1))[0];
        using var seen = new EventLog(one, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.IMemberEvent));
        await Until(() => seen.Events.Count == 1);

        var two = _nodes.Start();
        two.Join(one.SelfAddress);
        await Until(() => seen.Events.Count == 3);

        Assert.Equal(one.SelfUniqueAddress, Assert.Single(Assert.IsType<ClusterEvent.CurrentClusterState>(seen.Events[0]).Members).UniqueAddress);
        Assert.Equal(two.SelfUniqueAddress, Assert.IsType<ClusterEvent.MemberJoined>(seen.Events[1]).Member.UniqueAddress);
        Assert.IsType<ClusterEvent.MemberUp>(seen.Events[2]);
    }

    [Fact]
    public async Task The_state_can_come_as_events_of_the_wanted_classes()
    {
        var nodes = await _nodes.Form(2);

        using var seen = new EventLog(nodes[0], ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.LeaderChanged));

        await Until(() => seen.Events.Count == 3);
        Assert.Equal(2, seen.Events.OfType<ClusterEvent.MemberUp>().Count());
        Assert.Equal(nodes[0].State.Leader, seen.Events.OfType<ClusterEvent.LeaderChanged>().Single().Leader);
    }

    [Fact]
    public async Task Who_is_unsubscribed_from_one_class_or_all_hears_no_more_of_it()
    {
        var one = (await _nodes.Form(1))[0];
        using var none = new EventLog(one, typeof(ClusterEvent.MemberJoined));
        using var some = new EventLog(one, typeof(ClusterEvent.MemberJoined), typeof(ClusterEvent.LeaderChanged), typeof(ClusterEvent.MemberUp));
        one.Unsubscribe(none.Subscriber);
        one.Unsubscribe(some.Subscriber, typeof(ClusterEvent.MemberJoined));

        var two = _nodes.Start();
        two.Join(one.SelfAddress);
        await UntilAllUp(one, two);
        await Until(() => some.Events.OfType<ClusterEvent.MemberUp>().Count() == 2);

        Assert.Empty(none.Events);
        Assert.Empty(some.Events.OfType<ClusterEvent.MemberJoined>());
    }

    [Fact]
    public async Task The_state_can_be_asked_for()
    {
        var one = (await _nodes.Form(1))[0];
        var asked = new TaskCompletionSource<ClusterEvent.CurrentClusterState>();

        one.SendCurrentClusterState(one.System.ActorOf(Acts.Props((message, _) => asked.TrySetResult((ClusterEvent.CurrentClusterState)message))));

        Assert.Single((await asked.Task.WaitAsync(Long)).Members);
    }

    [Fact]
    public async Task At_the_end_all_members_are_removed_for_a_subscriber()
    {
        var one = (await _nodes.Form(1, "akka.cluster.run-coordinated-shutdown-when-down = off"))[0];
        using var seen = new EventLog(one, typeof(ClusterEvent.IClusterDomainEvent));

        one.Down(one.SelfAddress);

        await Until(() => seen.Events.OfType<ClusterEvent.MemberRemoved>().Any());
        Assert.Contains(ClusterEvent.ClusterShuttingDown.Instance, seen.Events);
    }

    [Fact]
    public void Only_events_of_the_cluster_can_be_subscribed_to()
    {
        var node = _nodes.Start();

        Assert.Throws<ArgumentException>(() => node.Subscribe(ActorRefs.Nobody));
        Assert.Throws<ArgumentException>(() => node.Subscribe(ActorRefs.Nobody, typeof(string)));
    }

    [Fact]
    public async Task Callbacks_run_once_the_node_is_up_and_at_once_when_it_is()
    {
        var node = _nodes.Start();
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        node.RegisterOnMemberUp(first.SetResult);
        Assert.False(first.Task.IsCompleted);

        node.Join(node.SelfAddress);
        await first.Task.WaitAsync(Long);
        node.RegisterOnMemberUp(second.SetResult);
        await second.Task.WaitAsync(Long);
    }
}

using Akka.Actor;
using Akka.Cluster;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class PartitionTests : IAsyncLifetime
{
    private readonly ClusterNodes _nodes = new();
    private readonly PartitionedNodes _network;

    public PartitionTests() => _network = new PartitionedNodes(_nodes);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _nodes.DisposeAsync();
        _network.Dispose();
    }

    [Fact]
    public async Task Both_sides_of_a_cut_stay_and_are_one_again_when_it_heals()
    {
        var nodes = await Form(4);
        var (left, right) = (nodes[..2], nodes[2..]);

        _network.CutOff(right);
        await Until(() => left.All(node => CantReach(node, right)) && right.All(node => CantReach(node, left)));
        Assert.All(nodes, node => Assert.Equal(4, Up(node).Count));
        Assert.NotEqual(left[0].State.Leader, right[0].State.Leader);

        // One comes in on one side while the other can't know.
        var late = _network.Start();
        late.Join(left[0].SelfAddress);
        await Until(() => StatusOf(left[1], late.SelfUniqueAddress) == MemberStatus.WeaklyUp);
        Assert.Null(StatusOf(right[0], late.SelfUniqueAddress));

        _network.Heal();
        await UntilAllUp([.. nodes, late]);
        await Until(() => nodes.All(node => Equals(node.State.Leader, late.State.Leader)));
        Assert.All(nodes, node => Assert.False(node.IsTerminated));
    }

    [Fact]
    public async Task A_node_cut_off_alone_serves_on_and_is_back_as_the_same_incarnation()
    {
        var nodes = await Form(3);
        using var seen = new EventLog(nodes[0], typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

        for (var cut = 0; cut < 2; cut++)
        {
            _network.CutOff(nodes[2]);
            await Until(() => CantReach(nodes[2], nodes[0], nodes[1]) && CantReach(nodes[0], nodes[2]) && CantReach(nodes[1], nodes[2]));
            _network.Heal();
            await UntilAllUp(nodes);
        }

        // In turn, and at least twice; of the others it tells too, as the one that was cut off couldn't reach them.
        await Until(() => OfTheThird().Count >= 4);
        Assert.Empty(seen.Events.OfType<ClusterEvent.MemberRemoved>());
        Assert.Equal(
            Enumerable.Range(0, OfTheThird().Count).Select(i => i % 2 == 0 ? typeof(ClusterEvent.UnreachableMember) : typeof(ClusterEvent.ReachableMember)),
            OfTheThird());

        List<Type> OfTheThird() => [.. seen.Events
            .OfType<ClusterEvent.ReachabilityEvent>()
            .Where(change => change.Member.UniqueAddress == nodes[2].SelfUniqueAddress)
            .Select(change => change.GetType())];
    }

    [Fact]
    public async Task Who_watches_an_actor_on_a_cut_off_node_hears_of_its_end_only_when_the_node_is_removed()
    {
        var nodes = await Form(2, """akka.remote.watch-failure-detector { heartbeat-interval = 100ms, acceptable-heartbeat-pause = 500ms, expected-response-after = 200ms }""");
        var watched = nodes[1].System.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "watched");
        var ended = new TaskCompletionSource<Terminated>();
        var reference = await nodes[0].System.ActorSelection(new RootActorPath(nodes[1].SelfAddress) / "user" / "watched").ResolveOne(Long);
        var watcher = nodes[0].System.ActorOf(Acts.Props((message, context) =>
        {
            if (message is IActorRef whom)
                context.Watch(whom);
            else if (message is Terminated terminated)
                ended.TrySetResult(terminated);
        }));
        watcher.Tell(reference);

        _network.CutOff(nodes[1]);
        await Until(() => CantReach(nodes[0], nodes[1]));
        _network.Heal();
        await UntilAllUp(nodes);
        Assert.Equal("hello", await reference.Ask<string>("hello", Long));
        Assert.False(ended.Task.IsCompleted);

        _network.CutOff(nodes[1]);
        nodes[0].Down(nodes[1].SelfAddress);
        Assert.Equal(reference, (await ended.Task.WaitAsync(Long)).ActorRef);
        Assert.NotNull(watched);
    }

    private async Task<Cluster[]> Form(int count, string config = "")
    {
        var nodes = Enumerable.Range(0, count).Select(_ => _network.Start(config)).ToArray();
        foreach (var node in nodes)
            node.Join(nodes[0].SelfAddress);
        await UntilAllUp(nodes);
        return nodes;
    }
}

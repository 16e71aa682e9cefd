using Akka.Cluster;
using Herd.Tests.Node;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class JoiningTests : IAsyncLifetime
{
    private readonly ClusterNodes _nodes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task A_node_that_joins_itself_is_a_cluster_of_one()
    {
        var node = _nodes.Start();
        Assert.Equal(MemberStatus.Removed, node.SelfMember.Status);
        Assert.Empty(node.State.Members);

        await node.JoinAsync(node.SelfAddress).WaitAsync(Long);

        Assert.True(node.IsUp);
        Assert.Equal(node.SelfAddress, node.State.Leader);
        Assert.Equal([node.SelfAddress], node.State.SeenBy);
    }

    [Fact]
    public async Task Nodes_that_join_see_each_other_and_the_same_leader()
    {
        var nodes = await _nodes.Form(3);

        var first = nodes.Select(node => node.SelfAddress).Min(Member.AddressOrdering);
        await Until(() => nodes.All(node => Equals(node.State.Leader, first)));
        Assert.All(nodes, node => Assert.False(node.IsTerminated));
    }

    [Fact]
    public async Task Seed_nodes_started_together_make_one_cluster()
    {
        var ports = new[] { FreePorts.Take(), FreePorts.Take(), FreePorts.Take() };
        var seeds = string.Join(", ", ports.Select(port => $"\"akka.tcp://cluster@127.0.0.1:{port}\""));

        // The first one last: the others wait for it.
        var nodes = ports.Reverse().Select(port => _nodes.Start($"akka.remote.dot-netty.tcp.port = {port}\nakka.cluster.seed-nodes = [{seeds}]")).ToArray();

        await UntilAllUp(nodes);
        Assert.All(nodes, node => Assert.Equal(3, node.Settings.SeedNodes.Count));
    }

    [Fact]
    public async Task Other_seed_nodes_dont_make_a_cluster_without_the_first()
    {
        var seeds = new[] { FreePorts.Take(), FreePorts.Take() };
        var config = $"""akka.cluster.seed-nodes = ["akka.tcp://cluster@127.0.0.1:{seeds[0]}", "akka.tcp://cluster@127.0.0.1:{seeds[1]}"]""";
        var second = _nodes.Start($"akka.remote.dot-netty.tcp.port = {seeds[1]}\n{config}");
        var other = await _nodes.Form(2);
        Assert.Empty(second.State.Members);

        var first = _nodes.Start($"akka.remote.dot-netty.tcp.port = {seeds[0]}\n{config}");

        await UntilAllUp(first, second);
        await UntilAllUp(other);
    }

    [Fact]
    public async Task A_node_that_finds_no_seed_node_shuts_down_when_it_is_told_to()
    {
        var node = _nodes.Start($"""
            akka.cluster.seed-nodes = ["akka.tcp://cluster@127.0.0.1:{FreePorts.Take()}"]
            akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 500ms
            """);

        await node.System.WhenTerminated.WaitAsync(Long);
        Assert.True(node.IsTerminated);
    }

    [Fact]
    public async Task Roles_are_known_everywhere_and_have_leaders()
    {
        var one = _nodes.Start("akka.cluster.roles = [front]");
        var two = _nodes.Start("akka.cluster.roles = [back, disk]");
        one.Join(one.SelfAddress);
        two.Join(one.SelfAddress);
        await UntilAllUp(one, two);

        Assert.Equal(["back", "disk"], two.SelfRoles.Order());
        await Until(() => Equals(one.State.RoleLeader("disk"), two.SelfAddress));
        Assert.True(one.State.Members.Single(member => member.Address == two.SelfAddress).HasRole("back"));
        Assert.Null(one.State.RoleLeader("none"));
        Assert.Equal(["back", "disk", "front"], one.State.AllRoles.Order());
    }

    [Fact]
    public async Task Nobody_comes_up_before_there_are_enough()
    {
        const string three = "akka.cluster.min-nr-of-members = 3";
        var one = _nodes.Start(three);
        var two = _nodes.Start(three);
        one.Join(one.SelfAddress);
        two.Join(one.SelfAddress);
        await Until(() => two.State.Members.Count == 2 && one.State.Members.Count == 2);
        Assert.All(one.State.Members, member => Assert.Equal(MemberStatus.Joining, member.Status));

        var last = _nodes.Start(three);
        last.Join(two.SelfAddress);

        await UntilAllUp(one, two, last);
    }

    [Fact]
    public async Task The_oldest_is_the_one_that_came_up_first()
    {
        var nodes = new List<Cluster>(await _nodes.Form(1));
        for (var i = 0; i < 3; i++)
        {
            var next = _nodes.Start();
            next.Join(nodes[0].SelfAddress);
            nodes.Add(next);
            await UntilAllUp([.. nodes]);
        }

        Assert.Equal(
            nodes.Select(node => node.SelfAddress),
            nodes[2].State.Members.Order(Comparer<Member>.Create(Member.AgeOrdering.Compare)).Select(member => member.Address));
    }
}

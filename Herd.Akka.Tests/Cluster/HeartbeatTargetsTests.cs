using Akka.Actor;
using Akka.Remote;
using Xunit;
using static Akka.Cluster.Tests.ClusterTestSettings;

namespace Akka.Cluster.Tests;

public sealed class HeartbeatTargetsTests
{
    private long _time;

    [Fact]
    public void Each_node_is_watched_by_as_many_as_are_asked_for()
    {
        var nodes = Enumerable.Range(0, 20).Select(number => Node(number)).ToList();

        var watched = nodes.SelectMany(node => Targets(node, nodes).Active).GroupBy(node => node).ToList();

        Assert.Equal(20, watched.Count);
        Assert.All(watched, watchers => Assert.Equal(5, watchers.Count()));
        Assert.All(nodes, node => Assert.DoesNotContain(node, Targets(node, nodes).Active));
    }

    [Fact]
    public void Unreachable_nodes_are_watched_besides()
    {
        var nodes = Enumerable.Range(0, 20).Select(number => Node(number)).ToList();
        var targets = Targets(nodes[0], nodes);
        var lost = targets.Active.First();

        targets.Update(nodes, [lost]);

        Assert.Contains(lost, targets.Active);
        Assert.Equal(6, targets.Active.Count);
    }

    [Fact]
    public void A_node_that_doesnt_answer_is_watched_until_it_does()
    {
        var detectors = new DefaultFailureDetectorRegistry<Address>(() => new DeadlineFailureDetector(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _time));
        var nodes = Enumerable.Range(0, 3).Select(number => Node(number)).ToList();
        var targets = new HeartbeatTargets(nodes[0], 1, detectors);
        targets.Update(nodes, []);
        var lost = targets.Active.Single();
        detectors.Heartbeat(lost.Address);
        _time = 10_000;

        // Others stand between now.
        var many = Enumerable.Range(0, 40).Select(number => Node(number)).ToList();
        targets.Update(many, []);
        Assert.Contains(lost, targets.Active);

        targets.Answered(lost);
        targets.Update(many, []);
        Assert.Single(targets.Active);
        Assert.True(detectors.IsAvailable(lost.Address));
    }

    private HeartbeatTargets Targets(UniqueAddress self, IReadOnlyCollection<UniqueAddress> nodes)
    {
        var targets = new HeartbeatTargets(
            self, 5, new DefaultFailureDetectorRegistry<Address>(() => new DeadlineFailureDetector(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _time)));
        targets.Update(nodes, []);
        return targets;
    }
}

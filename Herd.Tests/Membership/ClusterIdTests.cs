using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Membership;

public class ClusterIdTests
{
    [Fact]
    public void Clusters_are_in_the_order_in_which_they_were_formed_and_then_of_their_formers_names()
    {
        ClusterId[] order = [new(1, "b"), new(2, "A"), new(2, "B"), new(2, "a"), new(ulong.MaxValue, "A")];

        Assert.Equal(order, order.Reverse().Order());
        Assert.All(order.Zip(order.Skip(1)), pair =>
        {
            Assert.True(pair.First.IsOlderThan(pair.Second));
            Assert.False(pair.Second.IsOlderThan(pair.First));
        });
        Assert.All(order, id => Assert.False(id.IsOlderThan(id with { })));
        Assert.Equal(1, order[0].CompareTo(null));
    }

    [Fact]
    public void An_actor_system_can_be_called_as_any_cluster_is()
    {
        string[] names = ["a", "9", "a.b", "A-_.9", "x--y", new string('n', NodeName.MaxLength)];
        foreach (var name in names)
        {
            Assert.True(NodeName.IsValid(name));
            foreach (var time in new ulong[] { 0, 1, ulong.MaxValue })
            {
                var system = new ClusterId(time, name).SystemName;
                Assert.Matches("^[a-zA-Z0-9][a-zA-Z0-9-]*$", system);
                Assert.Equal(system, Address.Parse($"akka.herd://{system}@127.0.0.1:1").System);
            }
        }
    }

    [Fact]
    public void Each_cluster_has_a_name_of_its_own_and_the_same_one_everywhere()
    {
        var ids = Enumerable.Range(0, 100).SelectMany(name => new ulong[] { 0, 1, ulong.MaxValue }.Select(time => new ClusterId(time, $"N{name}"))).ToList();

        Assert.Equal(ids.Count, ids.Select(id => id.SystemName).Distinct().Count());
        Assert.All(ids, id => Assert.Equal(id.SystemName, (id with { }).SystemName));
    }
}

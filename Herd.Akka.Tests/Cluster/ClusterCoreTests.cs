using Akka.Actor;
using Xunit;
using static Akka.Cluster.Tests.ClusterTestSettings;

namespace Akka.Cluster.Tests;

public sealed class ClusterCoreTests
{
    private readonly World _world = new();

    [Fact]
    public void A_new_incarnation_is_welcome_when_the_old_one_is_removed()
    {
        var core = Joined();
        core.On(new Join(Node(2, incarnation: 2), []));

        Assert.Equal(MemberStatus.Down, core.State.Gossip.Find(Node(2))!.Status);
        Assert.DoesNotContain(_world.Sent, sent => sent.Message is Welcome);
        var version = core.State.Gossip.Version;
        core.On(new Join(Node(2, incarnation: 2), []));
        Assert.Same(version, core.State.Gossip.Version);

        core.LeaderTick();
        Assert.False(core.State.Gossip.Has(Node(2)));
        core.On(new Join(Node(2, incarnation: 2), []));
        Assert.IsType<Welcome>(_world.Sent[^1].Message);
        core.On(new Join(Node(2), []));
        Assert.False(core.State.Gossip.Has(Node(2)));
    }

    [Fact]
    public void A_node_downs_what_stands_at_its_own_address_beside_it()
    {
        var core = Joined();
        var theirs = core.State.Gossip.Change(Node(2), core.State.Gossip.Members.Add(Member(1, MemberStatus.Up, upNumber: 5, incarnation: 7)));

        core.On(new GossipEnvelope(Node(2), Node(1), theirs));

        Assert.Equal(MemberStatus.Down, core.State.Gossip.Find(Node(1, 7))!.Status);
        Assert.Equal(MemberStatus.Up, core.State.SelfMember!.Status);
        Assert.False(core.State.Reachability.IsReachable(Node(1, 7)));
    }

    [Fact]
    public void Gossip_of_a_stranger_counts_but_none_of_a_removed_node()
    {
        var core = Joined();
        var stranger = core.State.Gossip.Change(Node(3), core.State.Gossip.Members.Add(Member(3, MemberStatus.Joining)));
        core.On(new GossipEnvelope(Node(3), Node(1), stranger));
        Assert.True(core.State.Gossip.Has(Node(3)));

        core.Down(Node(3).Address);
        _world.Lost.Add(Node(3).Address);
        core.ReaperTick();
        core.On(new GossipEnvelope(Node(2), Node(1), core.State.Gossip.MarkSeen(Node(2))));
        core.LeaderTick();
        Assert.False(core.State.Gossip.Has(Node(3)));
        var version = core.State.Gossip.Version;
        core.On(new GossipEnvelope(Node(3), Node(1), stranger.Change(Node(3))));
        Assert.Same(version, core.State.Gossip.Version);
    }

    [Fact]
    public void A_node_that_only_others_cant_reach_is_told_now_and_then()
    {
        var core = Joined();
        var gossip = core.State.Gossip.Change(Node(3), core.State.Gossip.Members.Add(Member(3, MemberStatus.Up, upNumber: 9)));
        gossip = gossip.Change(Node(3), reachability: Reachability.Empty.Unreachable(Node(3), Node(2)));
        core.On(new GossipEnvelope(Node(3), Node(1), gossip));
        _world.Sent.Clear();

        for (var tick = 0; tick < 100; tick++)
            core.GossipTick();

        Assert.InRange(_world.Sent.Count(sent => sent.To == Node(2).Address), 5, 60);
        Assert.Contains(_world.Sent, sent => sent.To == Node(3).Address);
    }

    [Fact]
    public void Gossip_to_another_incarnation_isnt_for_this_one()
    {
        var core = Joined();
        var version = core.State.Gossip.Version;

        core.On(new GossipEnvelope(Node(2), Node(1, 99), core.State.Gossip.Change(Node(2))));

        Assert.Same(version, core.State.Gossip.Version);
    }

    [Fact]
    public void Who_lacks_something_is_sent_all_and_who_knows_more_is_asked()
    {
        var core = Joined();
        _world.Sent.Clear();

        core.On(new GossipStatus(Node(2), core.State.Gossip.Version));
        Assert.Empty(_world.Sent);
        core.On(new GossipStatus(Node(2), core.State.Gossip.Version.Increment(Node(2))));
        Assert.IsType<GossipStatus>(_world.Sent[^1].Message);
        core.On(new GossipStatus(Node(2), VectorClock.Empty));
        Assert.IsType<GossipEnvelope>(_world.Sent[^1].Message);
    }

    [Fact]
    public void Joining_members_are_weakly_up_when_there_is_no_convergence_for_long()
    {
        var core = Joined();
        _world.Lost.Add(Node(2).Address);
        core.ReaperTick();
        core.On(new Join(Node(3), []));

        core.LeaderTick();
        _world.Ticks += 6_999;
        core.LeaderTick();
        Assert.Equal(MemberStatus.Joining, core.State.Gossip.Find(Node(3))!.Status);
        _world.Ticks += 1;
        core.LeaderTick();
        Assert.Equal(MemberStatus.WeaklyUp, core.State.Gossip.Find(Node(3))!.Status);

        _world.Lost.Clear();
        core.ReaperTick();
        core.On(new GossipEnvelope(Node(2), Node(1), core.State.Gossip.MarkSeen(Node(2))));
        core.LeaderTick();
        Assert.Equal(MemberStatus.Up, core.State.Gossip.Find(Node(3))!.Status);
    }

    /// <summary>Node 1, with node 2 beside it, both up.</summary>
    private ClusterCore Joined()
    {
        var core = new ClusterCore(Node(1), From(), _world);
        core.JoinTo(Node(1).Address);
        core.On(new Join(Node(2), []));
        core.LeaderTick();
        core.On(new GossipEnvelope(Node(2), Node(1), core.State.Gossip.MarkSeen(Node(2))));
        Assert.All(core.State.Gossip.Members, member => Assert.Equal(MemberStatus.Up, member.Status));
        _world.Sent.Clear();
        return core;
    }

    private sealed class World : ICoreEnvironment
    {
        public List<(Address To, IClusterMessage Message)> Sent { get; } = [];

        public HashSet<Address> Lost { get; } = [];

        public long Now => Ticks;

        public long Ticks { get; set; }

        public Random Random { get; } = new(1);

        public void Send(Address to, IClusterMessage message) => Sent.Add((to, message));

        public bool IsAvailable(Address node) => !Lost.Contains(node);

        public void Forget(Address node) => Lost.Remove(node);

        public void Changed(MembershipState state)
        {
        }

        public void Exiting()
        {
        }

        public void Downed()
        {
        }

        public void Tell(string message, bool warning = false)
        {
        }
    }
}

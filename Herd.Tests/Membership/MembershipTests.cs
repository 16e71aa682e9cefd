using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Herd.Actors;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Tests.Gossip;
using Xunit;

namespace Herd.Tests.Membership;

/// <summary>Node M's membership; the test plays its clusters, gossip and other nodes.</summary>
public sealed class MembershipTests : LinkTestKit
{
    private static readonly NodeIdentity M = new("goloman", "M", 100);
    private static readonly Neighbour Hub = new("", "hub", 2);
    private static readonly ClusterId Older = new(1, "A");
    private static readonly MemberId A = new(new NodeDescription("A", "a", 1, 2, 3), 1, "a:4", 11);

    private readonly FakeClusters _clusters = new();
    private readonly ConcurrentQueue<string> _ends = [];
    private readonly TestProbe _gossip;

    public MembershipTests() => _gossip = CreateTestProbe("gossip");

    [Fact]
    public void A_node_alone_forms_a_cluster_and_is_a_member_also_when_that_is_seen_before_it_is_told_of()
    {
        var membership = Start();
        var start = _clusters.Next(this);
        Assert.Equal(("M", null), (start.Cluster.By, start.JoinAt));

        membership.Tell(View(start, Own(start)));
        start.Complete();

        AwaitStanding(membership, Standing.Member);
    }

    [Fact]
    public void It_leaves_the_old_cluster_before_it_starts_in_the_older_one()
    {
        var membership = Start();
        var first = BecomeMember(membership);
        ShowA(membership);

        AwaitCondition(() => first.IsLeaving);
        Assert.True(_clusters.IsIdle);
        first.Left.SetResult();
        var second = _clusters.Next(this);
        Assert.Equal((Older, "a:4"), (second.Cluster, second.JoinAt));
    }

    [Fact]
    public void What_a_new_cluster_says_early_counts_though_the_old_ones_last_word_comes_behind_it()
    {
        var membership = Start();
        var first = BecomeMember(membership);
        ShowA(membership);
        AwaitCondition(() => first.IsLeaving);
        first.Left.SetResult();
        var second = _clusters.Next(this);

        membership.Tell(View(second, Own(second), A));
        membership.Tell(new ClusterEnded(first));
        membership.Tell(View(first, Own(first)));
        second.Complete();

        AwaitStanding(membership, Standing.Member);
    }

    [Fact]
    public void One_that_is_stopped_while_it_moves_leaves_what_it_has_just_started()
    {
        var membership = Start();
        var start = _clusters.Next(this);
        membership.Tell(Leave.Instance, TestActor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        start.Complete();
        AwaitCondition(() => start.IsLeaving);
        start.Left.SetResult();
        ExpectMsg<Left>();
    }

    [Fact]
    public void A_start_that_fails_is_tried_again()
    {
        Start();
        EventFilter.Warning(contains: "can't become a member").ExpectOne(() => _clusters.Next(this).Fail());

        _clusters.Next(this).Complete();
    }

    [Fact]
    public void When_its_cluster_ends_it_looks_again_once_that_one_is_left()
    {
        var membership = Start();
        var first = BecomeMember(membership);
        membership.Tell(new ClusterEnded(first));

        AwaitStanding(membership, Standing.Looking);
        AwaitCondition(() => first.IsLeaving);
        first.Left.SetResult();
        Assert.NotSame(first, _clusters.Next(this));
    }

    [Fact]
    public void A_node_of_its_name_that_was_started_before_ends_it()
    {
        var membership = Start();
        membership.Tell(new GossipActor.NameTaken("M at elsewhere", IsEarlier: true));

        AwaitCondition(() => _ends.Count == 1);
        Assert.Contains("M at elsewhere", _ends.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_is_told_whom_to_join_is_refused_instead_also_if_that_is_found_out_before_its_start_asks(bool asksFirst)
    {
        var membership = StartToJoin();
        if (asksFirst)
            membership.Tell(AwaitAdmission.Instance, TestActor);
        membership.Tell(new GossipActor.NameTaken("M at elsewhere", IsEarlier: true));
        if (!asksFirst)
            membership.Tell(AwaitAdmission.Instance, TestActor);

        Assert.Contains("M at elsewhere", ExpectMsg<Admission>().Refusal, StringComparison.Ordinal);
        Assert.Empty(_ends);
    }

    [Fact]
    public void Whoever_refuses_it_before_its_start_asks_has_refused_it()
    {
        var membership = StartToJoin();
        var (host, visit) = NextCallTo();
        Assert.Equal(Hub, host);
        EventFilter.Warning().Expect(0, () =>
        {
            visit.Tell(new LinkNotConnected("why", IsRefusal: true));
            membership.Tell(AwaitAdmission.Instance, TestActor);

            Assert.Contains("refused it: why", ExpectMsg<Admission>().Refusal, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Of_one_that_was_started_later_it_warns_once()
    {
        var membership = Start();
        EventFilter.Warning(contains: "another node calls itself M").ExpectOne(() =>
        {
            for (var times = 0; times < 3; times++)
                membership.Tell(new GossipActor.NameTaken("M at elsewhere", IsEarlier: false));
            AwaitStanding(membership, Standing.Looking, Standing.Joining);
        });
        Assert.Empty(_ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_member_of_its_name_is_taken_out_if_certainly_nobody_is_there_and_silence_proves_nothing(bool isRefused)
    {
        var membership = Start();
        var ghost = new MemberId(new NodeDescription("M", "old", 1, 2, 3), 50, "old:4", 7);
        var system = BecomeMember(membership, ghost);

        var (host, caller) = NextCallTo();
        Assert.Equal(new Neighbour("M", "old", 2), host);
        caller.Tell(new LinkNotConnected("why", isRefused));

        // Silent hosts are asked again after a member's five seconds.
        AwaitCondition(() => isRefused ? !system.Downed.IsEmpty : Connector.Calls.TryPeek(out var again) && again.Neighbour == host, TimeSpan.FromSeconds(15));
        Assert.Equal(isRefused ? ["old:4"] : [], system.Downed);
    }

    [Fact]
    public void A_member_of_its_name_where_it_is_itself_now_is_taken_out_and_so_is_its_own_earlier_membership()
    {
        var membership = Start();
        var here = new MemberId(new NodeDescription("M", "m", 1, 2, 3), 50, "m-before:4", 7);
        var own = new MemberId(new NodeDescription("M", "m", 1, 2, 3), M.Epoch, "m-earlier:4", 8);
        var system = BecomeMember(membership, here, own);

        AwaitAssert(() => Assert.Equal(["m-before:4", "m-earlier:4"], system.Downed.Distinct().Order()));
    }

    [Fact]
    public void One_that_can_not_be_reached_is_taken_out_on_request_and_one_that_answers_is_not()
    {
        var membership = Start();
        var system = BecomeMember(membership, A);
        membership.Tell(new Remove("A"), TestActor);
        Assert.Equal(RemovalOutcome.Reachable, ExpectMsg<Removal>().Outcome);
        membership.Tell(new Remove("Nobody"), TestActor);
        Assert.Equal(RemovalOutcome.Unknown, ExpectMsg<Removal>().Outcome);

        membership.Tell(new ClusterView(system, [Up(Own(system)), Up(A) with { IsReachable = false }], system.Uid));
        membership.Tell(new Remove("A"), TestActor);
        AwaitAssert(() => Assert.Equal(["a:4"], system.Downed));
        membership.Tell(View(system, Own(system)));
        Assert.Equal(RemovalOutcome.Removed, ExpectMsg<Removal>().Outcome);
    }

    [Fact]
    public void Who_is_linked_answers_whatever_the_cluster_says()
    {
        var membership = Start();
        var system = BecomeMember(membership, A);
        membership.Tell(new ClusterView(system, [Up(Own(system)), Up(A) with { IsReachable = false }], system.Uid));
        Assert.False(AskWhetherAAnswers());

        ShowA(membership, system.Cluster);
        Assert.True(AskWhetherAAnswers());
        membership.Tell(new PeerLink.Gone("A"));
        Assert.False(AskWhetherAAnswers());

        bool AskWhetherAAnswers()
        {
            membership.Tell(GetMembers.Instance, TestActor);
            return ExpectMsg<Members>().All.Single(member => member.Name == "A").IsReachable;
        }
    }

    [Fact]
    public void A_contact_is_visited_until_it_is_linked()
    {
        var membership = Start(new Neighbour("A", "a", 2), new Neighbour("B", "b", 2));
        Dictionary<string, IActorRef> visits = [];
        for (var times = 0; times < 2; times++)
        {
            var (host, visit) = NextCallTo();
            visits.Add(host.Name, visit);
        }

        ShowA(membership);
        foreach (var visit in visits.Values)
            visit.Tell(new LinkNotConnected("test"));

        Assert.Equal("B", NextCallTo().Neighbour.Name);
        Assert.Empty(Connector.Calls);
    }

    private IActorRef Start(params Neighbour[] file) => Start(file, join: null);

    private IActorRef StartToJoin() => Start([], Hub);

    private IActorRef Start(Neighbour[] file, Neighbour? join)
    {
        var setup = new MembershipSetup(new NodeDescription("M", "m", 1, 2, 3), file, LinkPlan.Auto.Instance, join, _clusters, _ends.Enqueue);
        return Sys.ActorOf(MembershipActor.Props(setup, new GossipActor.Setup(M, [], Patient, ActorRefs.Nobody, Connector, NoMessageLog.Instance, Random.Shared, TimeProvider.System), _gossip));
    }

    private FakeCluster BecomeMember(IActorRef membership, params MemberId[] others)
    {
        var start = _clusters.Next(this);
        start.Complete();
        membership.Tell(View(start, [Own(start), .. others]));
        AwaitAssert(() =>
        {
            // What the plan sees before the system runs counts afterwards.
            membership.Tell(GetMembers.Instance, TestActor);
            Assert.Equal(Standing.Member, ExpectMsg<Members>().Standing);
        });
        return start;
    }

    /// <param name="cluster">A's; null: an older one, to which this node moves.</param>
    private static void ShowA(IActorRef membership, ClusterId? cluster = null) =>
        membership.Tell(new GossipActor.PeerShown(new Presence(A.Node, A.Epoch, cluster ?? Older, [A]), IsLinked: true));

    private static MemberId Own(FakeCluster system) => new(new NodeDescription("M", "m", 1, 2, 3), M.Epoch, $"m{system.Uid}:4", system.Uid);

    private static HerdMember Up(MemberId member) => new(member, MemberState.Up, true);

    private static ClusterView View(FakeCluster system, params MemberId[] members) => new(system, [.. members.Select(Up)], system.Uid);

    private void AwaitStanding(IActorRef membership, params Standing[] standings) => AwaitAssert(() =>
    {
        membership.Tell(GetMembers.Instance, TestActor);
        Assert.Contains(ExpectMsg<Members>().Standing, standings);
    });

    private sealed class FakeClusters : IClusterSystems
    {
        private readonly ConcurrentQueue<FakeCluster> _started = [];
        private long _uids = 1_000;

        public bool IsIdle => _started.IsEmpty;

        public Task<IClusterSystem> StartAsync(ClusterId cluster, string? joinAt, int herdSize, IActorRef listener)
        {
            var start = new FakeCluster(cluster, joinAt, ++_uids);
            _started.Enqueue(start);
            return start.Started;
        }

        public FakeCluster Next(MembershipTests test)
        {
            FakeCluster? start = null;
            test.AwaitCondition(() => _started.TryDequeue(out start), TimeSpan.FromSeconds(10));
            return start!;
        }
    }

    /// <summary>Starts and leaves when the test says so.</summary>
    private sealed class FakeCluster(ClusterId cluster, string? joinAt, long uid) : IClusterSystem
    {
        private readonly TaskCompletionSource<IClusterSystem> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ClusterId Cluster => cluster;

        public string? JoinAt => joinAt;

        public long Uid => uid;

        public Task<IClusterSystem> Started => _started.Task;

        public ConcurrentQueue<string> Downed { get; } = [];

        public bool IsLeaving { get; private set; }

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete() => _started.SetResult(this);

        public void Fail() => _started.SetException(new IOException("test"));

        public void Down(string address) => Downed.Enqueue(address);

        public Task LeaveAsync()
        {
            IsLeaving = true;
            return Left.Task;
        }
    }
}

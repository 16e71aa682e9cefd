using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class PeerLinkTests : TestKit
{
    private static readonly NodeIdentity Goloman = new("goloman", "Goloman", 100);
    private static readonly NodeIdentity Hands = new("goloman", "Hands", 200);

    /// <summary>Heartbeats are seldom, so that they don't come between.</summary>
    private static readonly LinkSettings Patient = LinkSettings.Default with { DeadAfter = TimeSpan.FromMinutes(5) };

    private readonly TestProbe _registry;
    private readonly FakeConnector _connector = new();

    public PeerLinkTests() => _registry = CreateTestProbe("registry");

    [Fact]
    public void It_calls_its_neighbour_and_says_hello()
    {
        StartLink(Goloman, "Hands");

        var connection = Connect();

        AwaitAssert(() => Assert.Equal([LinkFrameKind.Hello], Kinds(connection)));
    }

    [Fact]
    public void It_calls_again_when_nobody_answers()
    {
        StartLink(Goloman, "Hands");

        NextCall().Tell(new LinkNotConnected("refused"));

        NextCall();
    }

    [Fact]
    public void After_the_handshake_the_first_name_says_which_connection_is_used_and_what_it_has()
    {
        StartLink(Goloman, "Hands");
        var connection = Connect();

        ShakeHandsAsCalled(connection, Hands);

        AnswerVector(VersionVector.From([("Goloman", 100, 3)]));
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Have));
        Assert.True(connection.IsTrusted);
    }

    [Fact]
    public void The_last_name_waits_to_be_told_which_connection_is_used()
    {
        StartLink(Hands, "Goloman");
        var connection = Connect();
        ShakeHandsAsCalled(connection, Goloman);
        _registry.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        connection.Say(LinkFrame.Use);

        _registry.ExpectMsg<GetVector>();
    }

    [Fact]
    public void A_neighbour_that_does_not_know_the_secret_is_refused_with_a_clear_line()
    {
        StartLink(Goloman, "Hands", Patient with { Secret = "right" });
        var connection = Connect();
        var hello = TakeHello(connection);

        EventFilter.Warning(contains: "doesn't know the secret").ExpectOne(() =>
        {
            var impostor = new Handshake(Hands, "Goloman", "wrong", isCaller: false);
            List<ReadOnlyMemory<byte>> answers = [];
            impostor.Take(LinkFrameKind.Hello, hello, answers);
            connection.Say([.. answers]);
        });

        AwaitAssert(() => Assert.True(connection.IsClosed));
        Assert.Equal(LinkFrameKind.Refused, connection.Take()[^1].Kind);
        _registry.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_refusal_is_told_once_however_often_it_comes()
    {
        StartLink(Goloman, "Hands");
        EventFilter.Warning(contains: "not today").Expect(1, () =>
        {
            for (var times = 0; times < 2; times++)
            {
                BeRefused("not today"u8);
                BeRefused("nor tomorrow"u8);
            }
        });

        void BeRefused(ReadOnlySpan<byte> reason)
        {
            var connection = Connect();
            TakeHello(connection);
            connection.Say(LinkFrame.Write(LinkFrameKind.Refused, reason));
            AwaitAssert(() => Assert.True(connection.IsClosed));
        }
    }

    [Fact]
    public void What_the_neighbour_lacks_is_asked_of_the_registry_and_sent_before_anything_new()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        var theirs = VersionVector.From([("Goloman", 100, 3)]);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, theirs));
        var missing = _registry.ExpectMsg<SendMissing>();
        Assert.Equal(theirs.Entries, missing.TheyHave.Entries);

        link.Tell(new Flood(Updates.Block(Updates.Frame("new", 1, "Goloman", 100, 9)), null));
        link.Tell(new CatchUpPart(missing.Session, Updates.Block(Updates.Frame("a", 1, "Goloman", 100, 4)), null));
        Assert.Equal(missing.Session, _registry.ExpectMsg<SendMore>().Session);
        link.Tell(new CatchUpPart(
            missing.Session, Updates.Block(Updates.Frame("new", 1, "Goloman", 100, 9)), VersionVector.From([("Goloman", 100, 9)])));
        link.Tell(new Flood(Updates.Block(Updates.Frame("newer", 1, "Goloman", 100, 10)), null));

        AwaitSent(connection, "a@1 Goloman:4", "new@1 Goloman:9", "Covered", "newer@1 Goloman:10");
    }

    [Fact]
    public void A_part_of_an_earlier_catch_up_is_not_sent()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var earlier = _registry.ExpectMsg<SendMissing>().Session;
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        _registry.ExpectMsg<StopSending>();
        var session = _registry.ExpectMsg<SendMissing>().Session;

        link.Tell(new CatchUpPart(earlier, Updates.Block(Updates.Frame("old", 1, "Goloman", 100, 1)), VersionVector.Empty));
        link.Tell(new CatchUpPart(session, Updates.Block(Updates.Frame("a", 1, "Goloman", 100, 1)), VersionVector.Empty));

        AwaitSent(connection, "a@1 Goloman:1", "Covered");
    }

    [Fact]
    public void Updates_go_to_the_registry_and_the_next_are_read_when_those_are_dealt_with()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        var readOns = connection.ReadOns;

        connection.Say(Updates.Frame("a", 1, "Hands", 200, 1), Updates.Frame("b", 1, "Hands", 200, 2));

        var learn = _registry.ExpectMsg<Learn>();
        Assert.Equal(("Hands", 2), (learn.Neighbour, learn.Block.Count));
        Assert.Equal(readOns, connection.ReadOns);
        link.Tell(new Learned(learn.Number));
        AwaitAssert(() => Assert.Equal(readOns + 1, connection.ReadOns));
    }

    [Fact]
    public void A_frozen_neighbour_costs_bounded_memory_and_catches_up_when_it_thaws()
    {
        var link = StartLink(Goloman, "Hands", Patient with { MaxPendingBytes = 1_000 });
        var connection = Live(link);
        connection.TakesMore = false;

        for (ulong sequence = 1; sequence <= 50; sequence++)
            link.Tell(new Flood(Updates.Block(Updates.Frame("a", (long)sequence, "Goloman", 100, sequence)), null));

        _registry.ExpectMsg<StopSending>();
        connection.Take();
        connection.Drain();
        AwaitSent(connection, "Overflow");
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        _registry.ExpectMsg<SendMissing>();
    }

    [Fact]
    public void A_neighbour_that_dropped_what_was_waiting_is_told_anew_what_this_node_has()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);

        connection.Say(LinkFrame.Overflow);

        AnswerVector(VersionVector.From([("Hands", 200, 7)]));
        AwaitSent(connection, "Have");
    }

    [Fact]
    public void A_link_that_hears_nothing_is_broken_off_and_made_anew()
    {
        var link = StartLink(Goloman, "Hands", LinkSettings.Default with { DeadAfter = TimeSpan.FromMilliseconds(150) });
        var connection = Link(link);

        AwaitCondition(() => connection.IsClosed);

        Connect();
    }

    [Fact]
    public void Heartbeats_are_sent_while_there_is_nothing_else_to_say()
    {
        var link = StartLink(Goloman, "Hands", LinkSettings.Default with { DeadAfter = TimeSpan.FromMilliseconds(600) });
        var connection = Link(link);

        AwaitSent(connection, "Heartbeat");
    }

    [Fact]
    public void A_newer_connection_of_the_neighbour_takes_the_place_of_the_one_in_use()
    {
        var link = StartLink(Goloman, "Hands");
        var first = Link(link);
        var second = new FakeConnection();
        var caller = new Handshake(Hands, "Goloman", "", isCaller: true);
        link.Tell(new Caller.Introduced(second, caller.Own));
        AwaitAssert(() => Assert.Equal([LinkFrameKind.Hello, LinkFrameKind.Proof], Answer(caller, second)));

        AwaitCondition(() => first.IsClosed);

        _registry.ExpectMsg<GetVector>();
    }

    [Theory]
    [InlineData(LinkFrameKind.Hello)]
    [InlineData((LinkFrameKind)77)]
    [InlineData(LinkFrameKind.Have)]
    public void A_frame_that_is_none_breaks_the_link_off(LinkFrameKind kind)
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);

        connection.Say(LinkFrame.Write(kind, [255, 255]));

        AwaitCondition(() => connection.IsClosed);
    }

    [Fact]
    public void A_crashed_link_is_restarted_by_its_supervisor_shakes_hands_again_and_catches_up()
    {
        var gossip = Sys.ActorOf(Herd.Actors.Gossip.Gossip.Props(Setup(Goloman, Patient, [new("Hands", "test", 1)])), "gossip");
        _registry.ExpectMsg<Subscribe>();
        var first = Connect();
        ShakeHandsAsCalled(first, Hands);
        _registry.ExpectMsg<GetVector>();
        var link = Sys.ActorSelection(gossip.Path / "link-Hands").ResolveOne(TimeSpan.FromSeconds(3)).Result;

        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => link.Tell(new LinkRead(null!, new byte[5])));

        AwaitCondition(() => first.IsClosed);
        var second = Connect();
        ShakeHandsAsCalled(second, Hands);
        AnswerVector(VersionVector.Empty);
        second.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        _registry.ExpectMsg<SendMissing>();
    }

    [Fact]
    public void A_restarted_registry_makes_the_link_start_over()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);

        link.Tell(ExchangeAnew.Instance);

        AwaitCondition(() => connection.IsClosed);
        Connect();
    }

    [Fact]
    public void A_node_has_heard_its_neighbours_when_what_it_lacked_is_stored_or_they_cannot_be_reached()
    {
        var gossip = Sys.ActorOf(Herd.Actors.Gossip.Gossip.Props(
            Setup(Goloman, Patient, [new("Hands", "test", 1), new("Welsh", "test", 1)])));
        gossip.Tell(Herd.Actors.Gossip.Gossip.AwaitNeighbours.Instance, TestActor);
        _registry.ExpectMsg<Subscribe>();
        var calls = new[] { NextCall(), NextCall() };
        var (hands, welsh) = calls[0].Path.Name == "link-Hands" ? (calls[0], calls[1]) : (calls[1], calls[0]);
        welsh.Tell(new LinkNotConnected("refused"));
        var connection = new FakeConnection();
        hands.Tell(new LinkConnected(connection));
        ShakeHandsAsCalled(connection, Hands);
        AnswerVector(VersionVector.Empty);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        connection.Say(LinkFrame.Write(LinkFrameKind.Covered, VersionVector.From([("Hands", 200, 1)])));
        var learn = _registry.ExpectMsg<LearnCovered>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        hands.Tell(new Learned(learn.Number));

        ExpectMsg<Herd.Actors.Gossip.Gossip.NeighboursHeard>();
    }

    private Herd.Actors.Gossip.Gossip.Setup Setup(NodeIdentity identity, LinkSettings settings, params Neighbour[] neighbours) =>
        new(identity, neighbours, settings, _registry, _connector, NoMessageLog.Instance, new Random(1));

    private IActorRef StartLink(NodeIdentity identity, string neighbour, LinkSettings? settings = null) =>
        Sys.ActorOf(PeerLink.Props(Setup(identity, settings ?? Patient), new Neighbour(neighbour, "test", 1)));

    private IActorRef NextCall()
    {
        IActorRef? caller = null;
        AwaitCondition(() => _connector.Calls.TryDequeue(out caller));
        return caller!;
    }

    private FakeConnection Connect()
    {
        var connection = new FakeConnection();
        NextCall().Tell(new LinkConnected(connection));
        return connection;
    }

    private byte[] TakeHello(FakeConnection connection)
    {
        byte[]? hello = null;
        AwaitAssert(() =>
        {
            hello ??= connection.Take().SingleOrDefault(frame => frame.Kind == LinkFrameKind.Hello).Frame;
            Assert.NotNull(hello);
        });
        return hello![LinkFrame.HeaderLength..];
    }

    /// <summary>Plays the called side of a handshake until the link is satisfied.</summary>
    private void ShakeHandsAsCalled(FakeConnection connection, NodeIdentity as_)
    {
        var hello = TakeHello(connection);
        var own = Herd.Actors.Gossip.Hello.TryRead(hello)!;
        var called = new Handshake(as_, own.Node, "", isCaller: false);
        List<ReadOnlyMemory<byte>> answers = [];
        Assert.Null(called.Take(LinkFrameKind.Hello, hello, answers));
        connection.Say([.. answers]);
        AwaitAssert(() =>
        {
            foreach (var (kind, frame) in connection.Take().Where(frame => frame.Kind == LinkFrameKind.Proof))
                Assert.Null(called.Take(kind, frame.AsSpan(LinkFrame.HeaderLength), []));
            Assert.True(called.IsVerified);
        });
    }

    /// <summary>Plays the calling side; what the link answered.</summary>
    private static List<LinkFrameKind> Answer(Handshake caller, FakeConnection connection)
    {
        var taken = connection.Take();
        List<ReadOnlyMemory<byte>> answers = [];
        foreach (var (kind, frame) in taken)
            Assert.Null(caller.Take(kind, frame.AsSpan(LinkFrame.HeaderLength), answers));
        if (answers.Count > 0)
            connection.Say([.. answers]);
        return [.. taken.Select(frame => frame.Kind)];
    }

    private FakeConnection Link(IActorRef link)
    {
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);
        AnswerVector(VersionVector.Empty);
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Have));
        Assert.False(link.IsNobody());
        return connection;
    }

    private FakeConnection Live(IActorRef link)
    {
        var connection = Link(link);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var missing = _registry.ExpectMsg<SendMissing>();
        link.Tell(new CatchUpPart(missing.Session, new UpdateBlock(default, 0), VersionVector.Empty));
        AwaitSent(connection, "Covered");
        return connection;
    }

    private void AnswerVector(VersionVector vector)
    {
        var asked = _registry.ExpectMsg<GetVector>();
        _registry.Reply(new CurrentVector(vector, asked.Number));
    }

    private static IEnumerable<LinkFrameKind> Kinds(FakeConnection connection) => connection.Take().Select(frame => frame.Kind);

    private void AwaitSent(FakeConnection connection, params string[] expected)
    {
        var sent = new List<string>();
        AwaitAssert(() =>
        {
            foreach (var (kind, frame) in connection.Take())
                sent.Add(kind == LinkFrameKind.Update ? Updates.Describe(frame).Single() : kind.ToString());
            Assert.Equal(expected, sent);
        });
    }

    private sealed class FakeConnector : ILinkConnector
    {
        public ConcurrentQueue<IActorRef> Calls { get; } = [];

        public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) => Calls.Enqueue(replyTo);
    }
}

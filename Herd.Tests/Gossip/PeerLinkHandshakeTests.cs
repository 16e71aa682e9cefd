using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class PeerLinkHandshakeTests : LinkTestKit
{
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
        Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        connection.Say(LinkFrame.Use);

        Registry.ExpectMsg<GetVector>();
    }

    [Fact]
    public void A_newer_connection_of_the_neighbour_takes_the_place_of_the_one_in_use()
    {
        var link = StartLink(Goloman, "Hands");
        var first = Link(link);
        var caller = new Handshake(Hands, "Goloman", "", isCaller: true);
        var called = new Handshake(Goloman, null, "", isCaller: false);
        ProveEachOther(caller, called);

        link.Tell(new Caller.Proven(new FakeConnection(), called, default));

        AwaitCondition(() => first.IsClosed);

        Registry.ExpectMsg<GetVector>();
    }

    [Fact]
    public void A_neighbour_that_takes_a_call_and_says_nothing_is_not_waited_for()
    {
        var gossip = StartGossip(Patient, "Hands");
        gossip.Tell(GossipActor.AwaitNeighbours.Instance, TestActor);
        NextCall().Tell(new LinkConnected(new FakeConnection()));

        ExpectMsg<GossipActor.NeighboursHeard>(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void One_that_goes_before_it_has_sent_all_is_not_waited_for()
    {
        var gossip = StartGossip(Patient, "Hands");
        gossip.Tell(GossipActor.AwaitNeighbours.Instance, TestActor);
        var (connection, hands) = (new FakeConnection(), NextCall());
        hands.Tell(new LinkConnected(connection));
        ShakeHandsAsCalled(connection, Hands);
        AnswerVector(VersionVector.Empty);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        hands.Tell(new LinkClosed(connection, "it was killed"));

        ExpectMsg<GossipActor.NeighboursHeard>();
    }

    [Fact]
    public void A_node_has_heard_its_neighbours_when_what_it_lacked_is_stored_or_they_cannot_be_reached()
    {
        var gossip = StartGossip(Patient, "Hands", "Welsh");
        gossip.Tell(GossipActor.AwaitNeighbours.Instance, TestActor);
        var calls = new[] { NextCall(), NextCall() };
        var (hands, welsh) = calls[0].Path.Name == "link-Hands" ? (calls[0], calls[1]) : (calls[1], calls[0]);
        welsh.Tell(new LinkNotConnected("refused"));
        var connection = new FakeConnection();
        hands.Tell(new LinkConnected(connection));
        ShakeHandsAsCalled(connection, Hands);
        AnswerVector(VersionVector.Empty);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        connection.Say(LinkFrame.Write(LinkFrameKind.Covered, VersionVector.From([("Hands", 200, 1)])));
        var learn = Registry.ExpectMsg<LearnCovered>();
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        hands.Tell(new Learned(learn));

        ExpectMsg<GossipActor.NeighboursHeard>();
    }

    private static void ProveEachOther(Handshake caller, Handshake called)
    {
        List<ReadOnlyMemory<byte>> byCalled = [], byCaller = [caller.Own.ToFrame()];
        for (var turn = 0; turn < 2; turn++)
        {
            foreach (var frame in byCaller)
                Assert.Null(called.Take((LinkFrameKind)frame.Span[4], frame.Span[LinkFrame.HeaderLength..], byCalled));
            byCaller.Clear();
            foreach (var frame in byCalled)
                Assert.Null(caller.Take((LinkFrameKind)frame.Span[4], frame.Span[LinkFrame.HeaderLength..], byCaller));
            byCalled.Clear();
        }

        Assert.True(called.IsVerified);
    }
}

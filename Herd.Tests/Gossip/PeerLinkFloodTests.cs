using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class PeerLinkFloodTests : LinkTestKit
{
    [Fact]
    public void What_the_neighbour_lacks_is_asked_of_the_registry_and_sent_before_anything_new()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        var theirs = VersionVector.From([("Goloman", 100, 3)]);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, theirs));
        var missing = Registry.ExpectMsg<SendMissing>();
        Assert.Equal(theirs.Entries, missing.TheyHave.Entries);

        link.Tell(new Flood(Updates.Block(Updates.Frame("new", 1, "Goloman", 100, 9)), null));
        link.Tell(new CatchUpPart(missing.Session, Updates.Block(Updates.Frame("a", 1, "Goloman", 100, 4)), null));
        Assert.Equal(missing.Session, Registry.ExpectMsg<SendMore>().Session);
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
        var earlier = Registry.ExpectMsg<SendMissing>().Session;
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var old = new CatchUpPart(earlier, Updates.Block(Updates.Frame("old", 1, "Goloman", 100, 1)), VersionVector.Empty);

        // The later Have waits for this part, or a peer that says Have all the time would keep the registry busy.
        link.Tell(old);
        Registry.ExpectMsg<StopSending>();
        var session = Registry.ExpectMsg<SendMissing>().Session;
        link.Tell(old);
        link.Tell(new CatchUpPart(session, Updates.Block(Updates.Frame("a", 1, "Goloman", 100, 1)), VersionVector.Empty));

        AwaitSent(connection, "a@1 Goloman:1", "Covered");
    }

    [Fact]
    public void An_answer_that_an_earlier_connection_waited_for_changes_nothing()
    {
        var link = StartLink(Goloman, "Hands");
        var earlier = Live(link);
        earlier.Say(LinkFrame.Write(LinkFrameKind.Covered, VersionVector.Empty));
        var learn = Registry.ExpectMsg<LearnCovered>();
        earlier.Say(LinkFrame.Overflow);
        var asked = Registry.ExpectMsg<GetVector>();
        earlier.Break();
        Registry.ExpectMsg<StopSending>();
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);
        Registry.ExpectMsg<GetVector>();
        AwaitAllTaken(link);
        var readOns = connection.ReadOns;
        connection.Take();

        link.Tell(new CurrentVector(asked, VersionVector.Empty));
        link.Tell(new Learned(learn));
        link.Tell(new Disbelieved(learn, "no"));

        AwaitAllTaken(link);
        Assert.Empty(connection.Take());
        Assert.Equal(readOns, connection.ReadOns);
        Assert.False(connection.IsClosed);
    }

    [Fact]
    public void The_next_are_read_when_the_last_of_a_read_is_dealt_with()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);
        AwaitAllTaken(link);
        var readOns = connection.ReadOns;
        connection.Say(Updates.Frame("a", 1, "Hands", 200, 1), LinkFrame.Heartbeat, Updates.Frame("b", 1, "Hands", 200, 2));
        Learn[] learns = [Registry.ExpectMsg<Learn>(), Registry.ExpectMsg<Learn>()];

        link.Tell(new Learned(learns[0]));
        AwaitAllTaken(link);
        Assert.Equal(readOns, connection.ReadOns);

        link.Tell(new Learned(learns[1]));
        AwaitAllTaken(link);
        Assert.Equal(readOns + 1, connection.ReadOns);
    }

    [Fact]
    public void Updates_go_to_the_registry_and_the_next_are_read_when_those_are_dealt_with()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        var readOns = connection.ReadOns;

        connection.Say(Updates.Frame("a", 1, "Hands", 200, 1), Updates.Frame("b", 1, "Hands", 200, 2));

        var learn = Registry.ExpectMsg<Learn>();
        Assert.Equal(("Hands", 2), (learn.Neighbour, learn.Block.Count));
        Assert.Equal(readOns, connection.ReadOns);
        link.Tell(new Learned(learn));
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

        Registry.ExpectMsg<StopSending>();
        connection.Take();
        connection.Drain();
        AwaitSent(connection, "Overflow");
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        Registry.ExpectMsg<SendMissing>();
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
    public void Heartbeats_are_sent_while_there_is_nothing_else_to_say()
    {
        var link = StartLink(Goloman, "Hands", LinkSettings.Default with { DeadAfter = TimeSpan.FromSeconds(3) });
        var connection = Link(link);

        AwaitCondition(() =>
        {
            // The other end must stay alive, too.
            connection.Say(LinkFrame.Heartbeat);
            return Kinds(connection).Contains(LinkFrameKind.Heartbeat);
        }, TimeSpan.FromSeconds(20));
    }

    private void AwaitAllTaken(IActorRef link)
    {
        link.Tell(GetLinkStatus.Instance, TestActor);
        ExpectMsg<LinkStatus>();
    }
}

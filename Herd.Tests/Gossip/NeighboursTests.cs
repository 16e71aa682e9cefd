using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class NeighboursTests : LinkTestKit
{
    private static readonly NodeIdentity Adams = new("goloman", "Adams", 300);

    [Fact]
    public void A_new_neighbour_is_called_and_one_that_went_is_left_without_a_warning()
    {
        var gossip = StartGossip(Patient, "Hands");
        var (hands, caller) = NextCallTo();
        Assert.Equal("Hands", hands.Name);
        var connection = new FakeConnection();
        caller.Tell(new LinkConnected(connection));
        ShakeHandsAsCalled(connection, Hands);
        Registry.ExpectMsg<GetVector>();

        EventFilter.Warning().Expect(0, () =>
        {
            gossip.Tell(SetNeighbours("Welsh", "Goloman"));
            AwaitCondition(() => connection.IsClosed);
        });

        Assert.Equal("Welsh", NextCallTo().Neighbour.Name);
        AwaitLinks(gossip, "Welsh");
    }

    [Fact]
    public void A_neighbour_that_comes_back_at_once_is_called_anew()
    {
        var gossip = StartGossip(Patient, "Hands");
        // A link that is called doesn't end before the answer.
        NextCall().Tell(new LinkNotConnected("refused"));

        for (var times = 0; times < 20; times++)
        {
            gossip.Tell(SetNeighbours());
            gossip.Tell(new GossipActor.SetNeighbours([new Neighbour("Hands", "elsewhere", 2)]));
        }

        AwaitCondition(() => Connector.Calls.Any(call => call.Neighbour.Host == "elsewhere"));
        AwaitLinks(gossip, "Hands");
    }

    [Fact]
    public void A_neighbour_that_goes_while_it_is_called_is_left_when_it_answers()
    {
        var gossip = StartGossip(Patient, "Hands");
        var caller = NextCall();
        gossip.Tell(SetNeighbours());
        AwaitLinks(gossip, "Hands");

        var connection = new FakeConnection();
        caller.Tell(new LinkConnected(connection));

        AwaitCondition(() => connection.IsClosed);
        AwaitLinks(gossip);
        gossip.Tell(SetNeighbours("Hands"));
        Assert.Equal("Hands", NextCallTo().Neighbour.Name);
    }

    [Fact]
    public void A_neighbour_that_moved_is_called_where_it_is_now()
    {
        var gossip = StartGossip(Patient, "Hands");
        NextCall().Tell(new LinkNotConnected("refused"));
        var (neighbour, caller) = NextCallTo();
        Assert.Equal(1, neighbour.Port);
        var connection = new FakeConnection();
        caller.Tell(new LinkConnected(connection));
        ShakeHandsAsCalled(connection, Hands);
        Registry.ExpectMsg<GetVector>();

        gossip.Tell(new GossipActor.SetNeighbours([new Neighbour("Hands", "elsewhere", 2)]));

        AwaitCondition(() => connection.IsClosed);
        Assert.Equal(new Neighbour("Hands", "elsewhere", 2), NextCallTo().Neighbour);
    }

    [Fact]
    public void A_connection_that_a_neighbour_made_outlives_its_new_address()
    {
        var gossip = StartGossip(Patient, "Hands");
        var connection = LinkAsCaller(gossip, Hands);

        gossip.Tell(new GossipActor.SetNeighbours([new Neighbour("Hands", "elsewhere", 2)]));

        AwaitLinks(gossip, "Hands");
        Assert.False(connection.IsClosed);
    }

    [Theory]
    [InlineData("Hands")]
    [InlineData("Adams")]
    public void A_node_that_is_no_neighbour_is_a_guest_as_long_as_it_wants(string name)
    {
        var gossip = StartGossip(Patient);

        var connection = LinkAsCaller(gossip, name == "Hands" ? Hands : Adams);
        AwaitLinks(gossip, name);
        connection.Break();

        AwaitLinks(gossip);
        Assert.Empty(Connector.Calls);
    }

    [Fact]
    public void A_guest_that_becomes_a_neighbour_keeps_its_connection_and_is_called_when_that_is_gone()
    {
        var gossip = StartGossip(Patient);
        var connection = LinkAsCaller(gossip, Hands);

        gossip.Tell(SetNeighbours("Hands"));
        AwaitLinks(gossip, "Hands");
        Assert.False(connection.IsClosed);
        connection.Break();

        Assert.Equal("Hands", NextCallTo().Neighbour.Name);
    }

    [Fact]
    public void A_neighbour_that_goes_stays_as_a_guest_if_the_connection_is_its_own()
    {
        var gossip = StartGossip(Patient, "Hands");
        var connection = LinkAsCaller(gossip, Hands);
        NextCall().Tell(new LinkNotConnected("refused"));

        gossip.Tell(SetNeighbours());
        AwaitLinks(gossip, "Hands");
        Assert.False(connection.IsClosed);
        connection.Break();

        AwaitLinks(gossip);
    }

    [Fact]
    public void A_guest_gets_what_is_flooded()
    {
        var gossip = StartGossip(Patient);
        var connection = ShakeHandsAsCaller(gossip, Hands);
        AnswerVector(VersionVector.Empty);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var missing = Registry.ExpectMsg<SendMissing>();
        gossip.Tell(new CatchUpPart(missing.Session, new UpdateBlock(default, 0), VersionVector.Empty));
        // From the catch-up.
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Covered));

        gossip.Tell(new FloodCovered(VersionVector.Empty, null));

        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Covered));
    }

    [Fact]
    public void Guests_are_bounded_and_neighbours_do_not_count()
    {
        var gossip = StartGossip(Patient, "Welsh");
        var guests = Enumerable.Range(1, GossipActor.MaxGuests).Select(number => new NodeIdentity("goloman", $"N{number}", 1)).ToList();
        foreach (var guest in guests)
            ShakeHandsAsCaller(gossip, guest);
        AwaitLinks(gossip, [.. guests.Select(guest => guest.Name), "Welsh"]);

        EventFilter.Warning(contains: "no link with Hands").ExpectOne(() =>
        {
            var refused = ShakeHandsAsCaller(gossip, Hands);
            AwaitCondition(() => refused.IsClosed);
            Assert.Equal(LinkFrameKind.Refused, refused.Take()[^1].Kind);
        });

        gossip.Tell(SetNeighbours("Welsh", "N1"));
        var welcome = ShakeHandsAsCaller(gossip, Hands);
        AwaitCondition(() => Kinds(welcome).Contains(LinkFrameKind.Use));
    }

    [Fact]
    public void A_neighbour_that_goes_before_it_is_heard_is_not_waited_for()
    {
        var gossip = StartGossip(Patient, "Hands", "Welsh");
        gossip.Tell(GossipActor.AwaitNeighbours.Instance, TestActor);
        var calls = new[] { NextCallTo(), NextCallTo() };
        calls.Single(call => call.Neighbour.Name == "Hands").Caller.Tell(new LinkNotConnected("refused"));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        gossip.Tell(SetNeighbours("Hands"));

        ExpectMsg<GossipActor.NeighboursHeard>();
    }

    [Fact]
    public void A_crashed_Gossip_and_a_crashed_link_know_the_last_neighbours()
    {
        var gossip = StartGossip(Patient, "Hands");
        NextCall();
        gossip.Tell(SetNeighbours("Welsh"));
        var (welsh, link) = NextCallTo();
        Assert.Equal("Welsh", welsh.Name);
        gossip.Tell(new GossipActor.SetNeighbours([new Neighbour("Welsh", "elsewhere", 2)]));
        AwaitLinks(gossip, "Welsh", "Hands");

        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => link.Tell(new Caller.Proven(null!, null!, default)));
        Assert.Equal(2, NextCallTo().Neighbour.Port);

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => gossip.Tell(new CatchUpPart(null!, new UpdateBlock(default, 0), null)));
        AwaitLinks(gossip, "Welsh");
        Assert.Equal(2, NextCallTo().Neighbour.Port);
    }
}

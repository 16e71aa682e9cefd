using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;
using Decision = Herd.Actors.Gossip.Namesakes.Decision;

namespace Herd.Tests.Gossip;

public class NamesakesTests : LinkTestKit
{
    private const string FirstAddress = "10.0.0.5:40001";
    private const string SecondAddress = "10.0.0.6:40002";

    /// <summary>Either the node under test decides which connection is used, or its peer does.</summary>
    public static TheoryData<string> Names => ["Hands", "Adams"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_second_of_one_name_is_refused_the_first_stays_and_a_person_is_told_once(string name)
    {
        var gossip = StartGossip(Patient, name);
        var (first, second) = (new NodeIdentity("goloman", name, 200), new NodeIdentity("goloman", name, 300));
        var replaced = LinkAsCaller(gossip, first, FirstAddress);
        FakeConnection linked = null!;

        EventFilter.Warning(message: $"two nodes call themselves {name}: {FirstAddress} and {SecondAddress}; the one that was started later, at {SecondAddress}, is refused").ExpectOne(() =>
        {
            // It could be a restart of the first.
            var taken = LinkAsCaller(gossip, second, SecondAddress);
            AwaitCondition(() => replaced.IsClosed);

            linked = LinkAsCaller(gossip, first, FirstAddress);
            AssertRefused(taken);
            for (var times = 0; times < 3; times++)
                AssertRefused(ShakeHandsAsCaller(gossip, second, SecondAddress));
        });

        Assert.False(linked.IsClosed);
        linked.Break();
        Assert.False(LinkAsCaller(gossip, second, SecondAddress).IsClosed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_second_one_says_once_that_it_is_refused(string name)
    {
        var identity = new NodeIdentity("goloman", name == "Hands" ? "Adams" : "Welsh", 300);
        Sys.ActorOf(GossipActor.Props(Setup(identity, Patient, At("Hands"))));
        Registry.ExpectMsg<Herd.Actors.Locations.Subscribe>();

        EventFilter.Warning(message: "no link with Hands at test:1: two nodes call themselves N: a and b; stop one or rename it").ExpectOne(() =>
        {
            for (var times = 0; times < 3; times++)
            {
                var connection = Connect();
                ShakeHandsAsCalled(connection, Hands);
                connection.Say(LinkFrame.WriteRefusal(RefusalKind.Other, "two nodes call themselves N: a and b; stop one or rename it"));
                AwaitCondition(() => connection.IsClosed);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_node_that_was_started_again_with_a_clock_that_went_back_waits_until_its_earlier_start_is_silent(string name)
    {
        var gossip = StartGossip(Patient, name);
        var (earlier, later) = (new NodeIdentity("goloman", name, 300), new NodeIdentity("goloman", name, 200));
        var dead = LinkAsCaller(gossip, earlier, FirstAddress);

        EventFilter.Warning().Expect(0, () =>
        {
            for (var times = 0; times < 3; times++)
            {
                var waiting = ShakeHandsAsCaller(gossip, later, FirstAddress);
                AwaitCondition(() => waiting.IsClosed);
                Assert.DoesNotContain(LinkFrameKind.Refused, Kinds(waiting));
            }

            dead.Break();
            Assert.False(LinkAsCaller(gossip, later, FirstAddress).IsClosed);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_earlier_start_that_was_never_linked_takes_the_place_of_a_later_one_that_speaks_on(string name)
    {
        var gossip = StartGossip(Patient, name);
        var (later, earlier) = (new NodeIdentity("goloman", name, 300), new NodeIdentity("goloman", name, 200));
        var linked = LinkAsCaller(gossip, later, FirstAddress);
        var waiting = ShakeHandsAsCaller(gossip, earlier, SecondAddress);
        AwaitCondition(() => waiting.IsClosed);
        linked.Say(LinkFrame.Heartbeat);
        linked.Say(LinkFrame.Heartbeat);

        EventFilter.Warning(message: $"two nodes call themselves {name}: {SecondAddress} and {FirstAddress}; the one that was started later, at {FirstAddress}, is refused").ExpectOne(() =>
        {
            var taken = LinkAsCaller(gossip, earlier, SecondAddress);
            AssertRefused(linked);
            AssertRefused(ShakeHandsAsCaller(gossip, later, FirstAddress));
            Assert.False(taken.IsClosed);
        });
    }

    [Fact]
    public void A_node_that_is_told_that_its_name_is_taken_tells_its_membership()
    {
        var gossip = StartGossip(Patient, "Hands");
        gossip.Tell(new GossipActor.ShowPresence(new Presence(new NodeDescription("Goloman", "test", 1, 2, 3), 100, null, [])), TestActor);
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);

        connection.Say(LinkFrame.WriteRefusal(RefusalKind.NameTaken, "two nodes call themselves Goloman"));

        Assert.True(FishForMessage<GossipActor.NameTaken>(_ => true).IsEarlier);
    }

    [Fact]
    public void Who_has_not_proven_itself_cannot_say_that_a_name_is_taken()
    {
        var gossip = StartGossip(Patient, "Hands");
        gossip.Tell(new GossipActor.ShowPresence(new Presence(new NodeDescription("Goloman", "test", 1, 2, 3), 100, null, [])), TestActor);
        var connection = Connect();
        TakeHello(connection);

        connection.Say(LinkFrame.WriteRefusal(RefusalKind.NameTaken, "two nodes call themselves Goloman"));

        AwaitCondition(() => connection.IsClosed);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_start_is_taken_at_once_if_it_is_later_or_no_link_is_in_use()
    {
        var namesakes = new Namesakes("Riley");

        Assert.Equal(Decision.Use, namesakes.Judge(null, 100, "a").Decision);
        Assert.Equal(Decision.Use, namesakes.Judge(new(100, "a", 5), 100, "a").Decision);
        Assert.Equal(Decision.Use, namesakes.Judge(new(100, "a", 5), 200, "a").Decision);
        Assert.Equal(Decision.Use, namesakes.Judge(null, 50, "a").Decision);
    }

    [Fact]
    public void A_node_started_again_takes_the_place_of_both_of_one_name()
    {
        var namesakes = new Namesakes("Riley");
        namesakes.Judge(new(100, "a", 5), 200, "b");
        Assert.Equal((Decision.UseAndRefuseOther, true), (namesakes.Judge(new(200, "b", 6), 100, "a") is var back ? (back.Decision, back.IsNew) : default));
        Assert.Equal(Decision.Refuse, namesakes.Judge(new(100, "a", 7), 200, "b").Decision);

        // The first restarts while the second waits.
        Assert.Equal(Decision.Use, namesakes.Judge(new(100, "a", 8), 300, "a").Decision);
        Assert.Equal(Decision.Refuse, namesakes.Judge(new(300, "a", 9), 200, "b").Decision);
    }

    private void AssertRefused(FakeConnection connection)
    {
        AwaitCondition(() => connection.IsClosed);
        Assert.Equal(LinkFrameKind.Refused, connection.Take()[^1].Kind);
    }
}

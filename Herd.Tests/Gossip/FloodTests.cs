using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class FloodTests : LinkTestKit
{
    private static readonly NodeIdentity Welsh = new("goloman", "Welsh", 300);
    private static readonly NodeIdentity Wilkes = new("goloman", "Wilkes", 400);
    private static readonly VersionVector Covered = VersionVector.From([("Hands", 200, 5)]);

    [Fact]
    public void What_came_in_goes_out_on_every_link_but_the_one_that_it_came_in_on()
    {
        var gossip = StartGossip(Patient);
        var (hands, welsh, wilkes) = (Live(gossip, Hands), Live(gossip, Welsh), Live(gossip, Wilkes));

        gossip.Tell(new Flood(Updates.Block(Updates.Frame("kiwi", 1, "Hands", 200, 1)), "Hands"));
        gossip.Tell(new FloodCovered(Covered, "Hands"));
        gossip.Tell(new Flood(Updates.Block(Updates.Frame("plum", 1, "Alford", 7, 1)), "Welsh"));
        // The last one: whatever isn't sent before it isn't sent at all.
        gossip.Tell(new Flood(Updates.Block(Updates.Frame("fig", 1, "Goloman", 100, 1)), null));

        AwaitSent(hands, "plum@1 Alford:1", "fig@1 Goloman:1");
        AwaitSent(welsh, "kiwi@1 Hands:1", "Covered", "fig@1 Goloman:1");
        AwaitSent(wilkes, "kiwi@1 Hands:1", "Covered", "plum@1 Alford:1", "fig@1 Goloman:1");
    }

    [Fact]
    public void A_vector_that_grew_by_a_neighbours_word_is_told_the_others_as_it_is_now()
    {
        var gossip = StartGossip(Patient);
        var (hands, welsh) = (Live(gossip, Hands), Live(gossip, Welsh));

        gossip.Tell(new FloodCovered(Covered, "Hands"));
        gossip.Tell(new Flood(Updates.Block(Updates.Frame("fig", 1, "Goloman", 100, 1)), null));

        AwaitSent(hands, "fig@1 Goloman:1");
        byte[]? told = null;
        AwaitCondition(() => (told ??= welsh.Take().FirstOrDefault(frame => frame.Kind == LinkFrameKind.Covered).Frame) is not null);
        Assert.True(VersionVector.TryRead(told.AsSpan(LinkFrame.HeaderLength), out var vector));
        Assert.Equal(Covered.Entries, vector.Entries);
    }

    /// <summary>A link after its catch-up, whose frames are taken.</summary>
    private FakeConnection Live(IActorRef gossip, NodeIdentity node)
    {
        var connection = ShakeHandsAsCaller(gossip, node);
        AnswerVector(VersionVector.Empty);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var session = Registry.ExpectMsg<SendMissing>().Session;
        gossip.Tell(new CatchUpPart(session, new UpdateBlock(default, 0), VersionVector.Empty));
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Covered));
        return connection;
    }
}

using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

public class PeerLinkFailureTests : LinkTestKit
{
    [Fact]
    public void A_link_that_hears_nothing_is_broken_off_and_made_anew()
    {
        var link = StartLink(Goloman, "Hands", LinkSettings.Default with { DeadAfter = TimeSpan.FromMilliseconds(150) });
        var connection = Link(link);

        AwaitCondition(() => connection.IsClosed);

        Connect();
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
        var gossip = Sys.ActorOf(GossipActor.Props(Setup(Goloman, Patient, [new("Hands", "test", 1)])), "gossip");
        Registry.ExpectMsg<Subscribe>();
        var first = Connect();
        ShakeHandsAsCalled(first, Hands);
        Registry.ExpectMsg<GetVector>();
        var link = Sys.ActorSelection(gossip.Path / "link-Hands").ResolveOne(TimeSpan.FromSeconds(3)).Result;

        EventFilter.Exception<ArgumentNullException>().ExpectOne(() => link.Tell(new LinkRead(null!, new byte[5])));

        AwaitCondition(() => first.IsClosed);
        var second = Connect();
        ShakeHandsAsCalled(second, Hands);
        AnswerVector(VersionVector.Empty);
        second.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        Registry.ExpectMsg<SendMissing>();
    }

    [Fact]
    public void A_restartedRegistry_makes_the_link_start_over()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);

        link.Tell(ExchangeAnew.Instance);

        AwaitCondition(() => connection.IsClosed);
        Connect();
    }
}

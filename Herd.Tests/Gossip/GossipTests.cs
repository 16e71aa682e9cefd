using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class GossipTests : TestKit
{
    private static readonly NodeIdentity Goloman = new("goloman", "Goloman", 100);
    private static readonly NodeIdentity Stranger = new("alford", "Hands", 200);

    [Fact]
    public void A_caller_that_is_refused_is_told_once_however_often_it_calls()
    {
        var gossip = Sys.ActorOf(Herd.Actors.Gossip.Gossip.Props(new(
            Goloman, [], LinkSettings.Default, CreateTestProbe(), new SocketLinkConnector(), NoMessageLog.Instance, new Random(1))));

        EventFilter.Warning(contains: "refused a link").Expect(1, () =>
        {
            for (var times = 0; times < 3; times++)
            {
                var connection = new FakeConnection();
                gossip.Tell(new Herd.Actors.Gossip.Gossip.Called(connection));
                AwaitCondition(() => connection.IsStarted);
                connection.Say(new Handshake(Stranger, "Goloman", "", isCaller: true).Own.ToFrame());
                AwaitCondition(() => connection.IsClosed);
            }
        });
    }
}

using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Gossip;

public class VisitTests : LinkTestKit
{
    private static readonly Presence Own = new(new NodeDescription("Goloman", "test", 1, 2, 3), 100, null, []);
    private static readonly Presence Shown = new(new NodeDescription("Hands", "hands", 1, 2, 3), 200, new ClusterId(1, "Hands"), []);

    [Fact]
    public void Each_side_shows_itself_and_the_visit_is_over()
    {
        var connection = Begin("Hands");
        ShakeHandsAsCalled(connection, Hands);
        Assert.Equal(Own, Presence.TryRead(AwaitFrame(connection, LinkFrameKind.Presence)));
        Assert.True(connection.IsTrusted);

        connection.Say(Shown.ToFrame());

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal((Shown, false), (result.Presence, result.IsNamesake));
        AwaitCondition(() => connection.IsClosed);
    }

    [Fact]
    public void Another_node_of_its_name_is_told_as_such()
    {
        var connection = Begin("");
        ShakeHandsAsCalled(connection, Goloman with { Epoch = 99 });
        connection.Say((Own with { Epoch = 99 }).ToFrame());

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal((99ul, true), (result.Presence!.Epoch, result.IsNamesake));
    }

    [Fact]
    public void It_can_visit_itself()
    {
        var connection = Begin("");
        ShakeHandsAsCalled(connection, Goloman);
        connection.Say(Own.ToFrame());

        Assert.False(ExpectMsg<Visit.Result>().IsNamesake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_can_not_be_connected_with_is_absent_only_if_certainly_nobody_listens(bool isRefused)
    {
        Start("Hands");
        NextCall().Tell(new LinkNotConnected("why", isRefused));

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal((null, "why", isRefused, false), (result.Presence, result.Reason, result.IsAbsent, result.IsRefusal));
    }

    [Fact]
    public void A_refusal_is_told_with_its_reason()
    {
        var connection = Begin("Hands");
        connection.Say(LinkFrame.WriteRefusal(RefusalKind.Other, "another herd"));

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal(("another herd", true, false), (result.Reason, result.IsRefusal, result.IsAbsent));
    }

    [Fact]
    public void One_of_another_herd_is_refused()
    {
        var connection = Begin("Hands");
        TakeHello(connection);
        connection.Say(new Handshake(Hands with { Herd = "riley" }, null, "", isCaller: false).Own.ToFrame());

        Assert.True(ExpectMsg<Visit.Result>().IsRefusal);
        Assert.Equal(LinkFrameKind.Refused, connection.Take()[^1].Kind);
    }

    [Fact]
    public void What_is_no_presence_is_none()
    {
        var connection = Begin("Hands");
        ShakeHandsAsCalled(connection, Hands);
        AwaitFrame(connection, LinkFrameKind.Presence);
        connection.Say(LinkFrame.Write(LinkFrameKind.Presence, "{}"u8));

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal((null, true), (result.Presence, result.IsRefusal));
    }

    [Fact]
    public void A_connection_that_is_lost_proves_nothing()
    {
        Begin("Hands").Break();

        var result = ExpectMsg<Visit.Result>();
        Assert.Equal((null, false, false), (result.Presence, result.IsRefusal, result.IsAbsent));
    }

    private void Start(string name) =>
        ActorOfAsTestActorRef<Visit>(Visit.Props(new Neighbour(name, "test", 1), Goloman, "", Own, Connector), TestActor);

    private FakeConnection Begin(string name)
    {
        Start(name);
        return Connect();
    }

    private byte[] AwaitFrame(FakeConnection connection, LinkFrameKind kind)
    {
        byte[]? found = null;
        AwaitCondition(() => (found ??= connection.Take().FirstOrDefault(frame => frame.Kind == kind).Frame) is not null);
        return found![LinkFrame.HeaderLength..];
    }
}

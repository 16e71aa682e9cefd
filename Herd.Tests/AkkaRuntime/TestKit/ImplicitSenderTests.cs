using Akka.Actor;
using Akka.TestKit.TestActors;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class ImplicitSenderTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly IActorRef _echo;

    public ImplicitSenderTests() => _echo = ActorOf(EchoActor.Props(this));

    [Fact]
    public void A_test_sends_as_its_test_actor()
    {
        _echo.Tell("hi");

        ExpectMsg("hi");
        Assert.Equal(TestActor, LastSender);
    }

    [Fact]
    public void A_test_that_blocks_can_wait_for_what_comes_after_an_await()
    {
        Assert.True(EchoLater().Wait(TimeSpan.FromSeconds(10)));
        ExpectMsg("later");

        async Task EchoLater()
        {
            await Task.Yield();
            _echo.Tell("later");
        }
    }

    [Fact]
    public async Task A_test_still_sends_as_its_test_actor_after_an_await()
    {
        await Task.Delay(1);
        _echo.Tell("one");
        await ExpectMsgAsync("one");
        Assert.Equal(TestActor, LastSender);

        await Task.Yield();
        _echo.Tell("two");
        await ExpectMsgAsync("two");
        Assert.Equal(TestActor, LastSender);
    }
}

using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class TestActorTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void A_watched_actor_s_end_is_told()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);

        var terminated = ExpectTerminated(actor);
        Assert.Equal(actor, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
    }

    [Fact]
    public void The_end_of_another_actor_fails()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);

        Assert.ThrowsAny<XunitException>(() => ExpectTerminated(TestActor));
    }

    [Fact]
    public void An_actor_that_is_no_longer_watched_ends_unheard()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Unwatch(actor);
        var probe = CreateTestProbe();
        probe.Watch(actor);
        Sys.Stop(actor);

        probe.ExpectTerminated(actor);
        ExpectNoMsg(20);
    }

    [Fact]
    public async Task The_end_of_an_actor_can_be_awaited()
    {
        var actor = ActorOf(BlackHoleActor.Props);
        await WatchAsync(actor);
        Sys.Stop(actor);

        await ExpectTerminatedAsync(actor);
    }

    [Fact]
    public void Ignored_messages_don_t_come()
    {
        IgnoreMessages(m => m is int);
        Tell(1, "a");
        ExpectMsg("a");

        IgnoreMessages<string>();
        Tell("b", 2);
        ExpectMsg(2);

        IgnoreMessages<string>(m => m == "c");
        Tell("c", "d");
        ExpectMsg("d");

        IgnoreNoMessages();
        Tell("c");
        ExpectMsg("c");
    }

    [Fact]
    public void An_auto_pilot_has_each_message_before_the_test()
    {
        var probe = CreateTestProbe();
        SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"got {message}");
            return AutoPilot.KeepRunning;
        }));
        probe.Send(TestActor, "one");
        probe.Send(TestActor, "two");

        probe.ExpectMsg("got one");
        probe.ExpectMsg("got two");
        ExpectMsg("one");
        ExpectMsg("two");
    }

    [Fact]
    public void An_auto_pilot_says_what_comes_after_it()
    {
        var probe = CreateTestProbe();
        SetAutoPilot(new DelegateAutoPilot((sender, _) =>
        {
            sender.Tell("first");
            return new DelegateAutoPilot((again, _) =>
            {
                again.Tell("second");
                return AutoPilot.NoAutoPilot;
            });
        }));
        foreach (var _ in Enumerable.Range(0, 3))
            probe.Send(TestActor, "x");

        probe.ExpectMsg("first");
        probe.ExpectMsg("second");
        probe.ExpectNoMsg(20);
    }

    [Fact]
    public void A_child_of_the_test_actor_has_it_as_its_parent()
    {
        var child = ChildActorOf(Props.Create(() => new TellsItsParent()), "child");

        Assert.Equal(TestActor.Path / "child", child.Path);
        child.Tell("hi");
        ExpectMsgFrom(child, "hi");
    }

    [Fact]
    public void A_child_of_a_probe_is_dealt_with_as_its_strategy_says()
    {
        var probe = CreateTestProbe();
        var restarted = probe.ChildActorOf(Props.Create(() => new TellsItsParent()), new OneForOneStrategy(_ => Directive.Restart));
        var stopped = probe.ChildActorOf(Props.Create(() => new TellsItsParent()));
        Watch(restarted);
        Watch(stopped);

        EventFilter.Exception<InvalidOperationException>().Expect(2, () =>
        {
            restarted.Tell(new InvalidOperationException("failed"));
            stopped.Tell(new InvalidOperationException("failed"));
        });

        ExpectTerminated(stopped);
        restarted.Tell("alive");
        probe.ExpectMsg("alive");
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages)
            TestActor.Tell(message);
    }

    private sealed class TellsItsParent : ReceiveActor
    {
        public TellsItsParent()
        {
            Receive<Exception>(e => throw e);
            ReceiveAny(Context.Parent.Tell);
        }
    }
}

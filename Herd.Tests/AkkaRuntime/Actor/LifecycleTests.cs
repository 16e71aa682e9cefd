using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class LifecycleTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void An_actor_is_started_before_its_first_message_and_told_of_its_stop()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Hooked(TestActor)));
        actor.Tell("work", TestActor);
        actor.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg("PreStart");
        ExpectMsg("work");
        ExpectMsg("PostStop");
    }

    [Fact]
    public void A_restart_calls_PreRestart_on_the_old_and_PostRestart_on_the_new_instance()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Hooked(TestActor)));
        actor.Tell("fail", TestActor);

        ExpectMsg("PreStart");
        ExpectMsg("PreRestart InvalidOperationException fail");
        ExpectMsg("PostStop");
        ExpectMsg("PostRestart InvalidOperationException");
        ExpectMsg("PreStart");
    }

    [Fact]
    public void The_message_that_an_actor_failed_at_is_not_handled_again_and_those_behind_it_are()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counting()));
        foreach (var message in (object[])["one", new InvalidOperationException("expected"), "two", "count"])
            actor.Tell(message, TestActor);

        ExpectMsg(1);
    }

    [Fact]
    public void A_new_instance_starts_with_its_own_state()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counting()));
        actor.Tell("one", TestActor);
        actor.Tell("count", TestActor);
        ExpectMsg(1);
        actor.Tell(new InvalidOperationException("expected"), TestActor);
        actor.Tell("count", TestActor);

        ExpectMsg(0);
    }

    [Fact]
    public void A_restarted_actor_keeps_its_reference_and_path()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counting()), "same");
        actor.Tell(new InvalidOperationException("expected"), TestActor);
        actor.Tell("self", TestActor);

        Assert.Equal(actor, ExpectMsg<IActorRef>());
    }

    [Fact]
    public void An_actor_that_fails_while_it_is_made_is_stopped_without_PostStop()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Unmakeable(TestActor))));

        ExpectTerminated(actor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_actor_that_fails_in_PreStart_is_stopped_without_PostStop()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Unstartable(TestActor))));

        ExpectTerminated(actor);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void PreRestart_stops_the_children()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Parent()));
        parent.Tell("child", TestActor);
        var child = Watch(ExpectMsg<IActorRef>());
        parent.Tell(new InvalidOperationException("expected"), TestActor);

        ExpectTerminated(child);
        parent.Tell("children", TestActor);
        ExpectMsg(0);
    }

    [Fact]
    public void Children_that_PreRestart_leaves_alone_are_restarted_with_their_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new KeepingParent(TestActor)));
        parent.Tell("child", TestActor);
        var child = ExpectMsg<IActorRef>();
        ExpectMsg("PreStart");
        parent.Tell(new InvalidOperationException("expected"), TestActor);

        ExpectMsg("PreRestart InvalidOperationException ");
        ExpectMsg("PostStop");
        ExpectMsg("PostRestart InvalidOperationException");
        ExpectMsg("PreStart");
        parent.Tell("children", TestActor);
        ExpectMsg(1);
        child.Tell("work", TestActor);
        ExpectMsg("work");
    }

    [Fact]
    public void PostStop_of_a_parent_comes_after_that_of_its_children()
    {
        var parent = Watch(Sys.ActorOf(Props.Create(() => new KeepingParent(TestActor))));
        parent.Tell("child", TestActor);
        ExpectMsg<IActorRef>();
        ExpectMsg("PreStart");
        parent.Tell(PoisonPill.Instance, TestActor);

        ExpectMsg("PostStop");
        ExpectMsg("parent PostStop");
        ExpectTerminated(parent);
    }

    [Fact]
    public void An_actor_that_stops_itself_finishes_its_message_first()
    {
        var actor = Sys.ActorOf(Props.Create(() => new SelfStopping(TestActor)));
        actor.Tell("stop", TestActor);
        actor.Tell("too late", TestActor);

        ExpectMsg("finished");
        ExpectMsg("stopped");
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private sealed class Hooked(IActorRef log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "fail")
                throw new InvalidOperationException("expected");
            log.Tell(message);
        }

        protected override void PreStart() => log.Tell("PreStart");

        protected override void PostStop() => log.Tell("PostStop");

        protected override void PreRestart(Exception reason, object message)
        {
            log.Tell($"PreRestart {reason.GetType().Name} {message}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            log.Tell($"PostRestart {reason.GetType().Name}");
            base.PostRestart(reason);
        }
    }

    private sealed class Counting : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception failure:
                    throw failure;
                case "count":
                    Sender.Tell(_count);
                    break;
                case "self":
                    Sender.Tell(Self);
                    break;
                default:
                    _count++;
                    break;
            }
        }
    }

    private sealed class Unmakeable : UntypedActor
    {
        private readonly IActorRef _log;

        public Unmakeable(IActorRef log)
        {
            _log = log;
            throw new InvalidOperationException("expected");
        }

        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => _log.Tell("PostStop");
    }

    private sealed class Unstartable(IActorRef log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PreStart() => throw new InvalidOperationException("expected");

        protected override void PostStop() => log.Tell("PostStop");
    }

    private class Parent : ReceiveActor
    {
        public Parent()
        {
            Receive<Exception>(failure => throw failure);
            Receive<string>(text => text == "child", _ => Sender.Tell(Context.ActorOf(ChildProps)));
            Receive<string>(text => text == "children", _ => Sender.Tell(Context.GetChildren().Count()));
        }

        protected virtual Props ChildProps => Props.Create(() => new Counting());
    }

    private sealed class KeepingParent(IActorRef log) : Parent
    {
        protected override Props ChildProps => Props.Create(() => new Hooked(log));

        protected override void PreRestart(Exception reason, object message)
        {
        }

        protected override void PostStop() => log.Tell("parent PostStop");
    }

    private sealed class SelfStopping(IActorRef log) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Context.Stop(Self);
            log.Tell(message is "stop" ? "finished" : message);
        }

        protected override void PostStop() => log.Tell("stopped");
    }
}

using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class SupervisionTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Resume_keeps_the_state_and_goes_on_with_the_next_message()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Resume));
        Send(child, "add", new InvalidOperationException("expected"), "add", "count");

        ExpectMsg(2);
    }

    [Fact]
    public void Restart_loses_the_state_and_goes_on_with_the_next_message()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Restart));
        Send(child, "add", new InvalidOperationException("expected"), "add", "count");

        ExpectMsg(1);
    }

    [Fact]
    public void Stop_ends_the_child()
    {
        var child = Watch(ChildUnder(new OneForOneStrategy(_ => Directive.Stop)));
        Send(child, new InvalidOperationException("expected"));

        ExpectTerminated(child);
    }

    [Fact]
    public void Escalate_makes_the_supervisor_fail_with_the_same_exception()
    {
        var telling = new OneForOneStrategy(failure =>
        {
            TestActor.Tell($"{failure.GetType().Name} {failure.Message}");
            return Directive.Restart;
        });
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(telling)));
        top.Tell(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate))), TestActor);
        var middle = ExpectMsg<IActorRef>();
        middle.Tell(Props.Create(() => new Child()), TestActor);
        var child = Watch(ExpectMsg<IActorRef>());
        Send(child, new InvalidOperationException("deep down"));

        ExpectMsg("InvalidOperationException deep down");
        ExpectTerminated(child);
    }

    [Fact]
    public void After_an_escalation_that_ends_in_resume_the_child_goes_on_with_its_state()
    {
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Resume))));
        top.Tell(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate))), TestActor);
        var middle = ExpectMsg<IActorRef>();
        middle.Tell(Props.Create(() => new Child()), TestActor);
        var child = ExpectMsg<IActorRef>();
        Send(child, "add", new InvalidOperationException("expected"), "add", "count");

        ExpectMsg(2);
    }

    [Fact]
    public void One_for_one_leaves_the_siblings_alone()
    {
        var (first, second) = ChildrenUnder(new OneForOneStrategy(_ => Directive.Restart));
        Send(second, "add");
        Send(first, new InvalidOperationException("expected"), "count");
        ExpectMsg(0);
        Send(second, "count");

        ExpectMsg(1);
    }

    [Fact]
    public void All_for_one_restarts_the_siblings_too()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(_ => Directive.Restart));
        Send(second, "add", "count");
        ExpectMsg(1);
        Send(first, new InvalidOperationException("expected"), "count");
        ExpectMsg(0);
        Send(second, "count");

        ExpectMsg(0);
    }

    [Fact]
    public void All_for_one_stops_the_siblings_too()
    {
        var (first, second) = ChildrenUnder(new AllForOneStrategy(_ => Directive.Stop));
        Watch(first);
        Watch(second);
        Send(first, new InvalidOperationException("expected"));

        Assert.Equal(
            new[] { first, second }.OrderBy(r => r.Path.Name),
            new[] { ExpectMsg<Terminated>().ActorRef, ExpectMsg<Terminated>().ActorRef }.OrderBy(r => r.Path.Name));
    }

    [Fact]
    public void A_child_that_fails_more_often_than_allowed_is_stopped()
    {
        var child = Watch(ChildUnder(new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart)));
        Send(child, new InvalidOperationException("1"), new InvalidOperationException("2"), "count");
        ExpectMsg(0);
        Send(child, new InvalidOperationException("3"));

        ExpectTerminated(child);
    }

    [Fact]
    public void Without_retries_the_first_failure_stops_a_child()
    {
        var child = Watch(ChildUnder(new OneForOneStrategy(0, TimeSpan.FromMinutes(1), _ => Directive.Restart)));
        Send(child, new InvalidOperationException("expected"));

        ExpectTerminated(child);
    }

    [Fact]
    public void Without_a_limit_a_child_may_fail_for_ever()
    {
        var child = ChildUnder(new OneForOneStrategy(_ => Directive.Restart));
        for (var i = 0; i < 50; i++)
            Send(child, new InvalidOperationException("expected"));
        Send(child, "count");

        ExpectMsg(0);
    }

    [Fact]
    public void Failures_longer_ago_than_the_time_range_do_not_count()
    {
        var child = ChildUnder(new OneForOneStrategy(1, TimeSpan.FromMilliseconds(50), _ => Directive.Restart));
        Send(child, new InvalidOperationException("1"), "count");
        ExpectMsg(0);
        ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        Send(child, new InvalidOperationException("2"), "count");

        ExpectMsg(0);
    }

    [Fact]
    public void A_decider_can_choose_by_the_class_of_the_failure()
    {
        var child = Watch(ChildUnder(new OneForOneStrategy(Decider.From(
            Directive.Restart,
            Directive.Resume.When<ArgumentException>(),
            Directive.Stop.When<InvalidOperationException>()))));
        Send(child, "add", new ArgumentNullException("expected"), "count");
        ExpectMsg(1);
        Send(child, new NotSupportedException("expected"), "count");
        ExpectMsg(0);
        Send(child, new InvalidOperationException("expected"));

        ExpectTerminated(child);
    }

    [Fact]
    public void The_stopping_strategy_stops()
    {
        var child = Watch(ChildUnder(SupervisorStrategy.StoppingStrategy));
        Send(child, new InvalidOperationException("expected"));

        ExpectTerminated(child);
    }

    [Fact]
    public void By_default_a_killed_actor_is_stopped()
    {
        var actor = Watch(Sys.ActorOf(Props.Create(() => new Child())));
        Send(actor, Kill.Instance);

        ExpectTerminated(actor);
    }

    [Fact]
    public void The_strategy_in_Props_overrules_the_actors_own()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(SupervisorStrategy.StoppingStrategy))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        supervisor.Tell(Props.Create(() => new Child()), TestActor);
        var child = ExpectMsg<IActorRef>();
        Send(child, "add", new InvalidOperationException("expected"), "count");

        ExpectMsg(1);
    }

    [Fact]
    public void A_failed_supervisor_suspends_its_children_until_it_is_resumed()
    {
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Resume))));
        top.Tell(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Resume))), TestActor);
        var middle = ExpectMsg<IActorRef>();
        middle.Tell(Props.Create(() => new Child()), TestActor);
        var child = ExpectMsg<IActorRef>();
        Send(middle, new InvalidOperationException("expected"));
        Send(child, "add", "count");

        ExpectMsg(1);
    }

    [Fact]
    public void A_child_that_fails_in_PostRestart_is_stopped_by_default()
    {
        var child = Watch(Sys.ActorOf(Props.Create(() => new NeverAgain())));
        Send(child, "fail");

        ExpectTerminated(child);
    }

    [Fact]
    public void The_user_guardian_restarts_actors_that_fail()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Child()));
        Send(actor, "add", new InvalidOperationException("expected"), "count");

        ExpectMsg(0);
    }

    private void Send(IActorRef to, params object[] messages)
    {
        foreach (var message in messages)
            to.Tell(message, TestActor);
    }

    private IActorRef ChildUnder(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        supervisor.Tell(Props.Create(() => new Child()), TestActor);
        return ExpectMsg<IActorRef>();
    }

    private (IActorRef First, IActorRef Second) ChildrenUnder(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        supervisor.Tell(Props.Create(() => new Child()), TestActor);
        supervisor.Tell(Props.Create(() => new Child()), TestActor);
        return (ExpectMsg<IActorRef>(), ExpectMsg<IActorRef>());
    }

    private sealed class Supervisor(SupervisorStrategy strategy) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception failure:
                    throw failure;
                case Props props:
                    Sender.Tell(Context.ActorOf(props));
                    break;
            }
        }

        protected override SupervisorStrategy SupervisorStrategy() => strategy;
    }

    private sealed class Child : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception failure:
                    throw failure;
                case "add":
                    _count++;
                    break;
                case "count":
                    Sender.Tell(_count);
                    break;
            }
        }
    }

    private sealed class NeverAgain : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("expected");

        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("expected again");
    }
}

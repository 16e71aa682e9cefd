using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Pattern;

/// <summary>Time is the test scheduler's: a pause is over when the test says so.</summary>
public class BackoffSupervisorTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public BackoffSupervisorTests()
        : base($"akka.scheduler.implementation = \"{typeof(TestScheduler).AssemblyQualifiedName}\"")
    {
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    private Props ChildProps => Props.Create(() => new Child(TestActor));

    [Fact]
    public void The_child_gets_the_supervisors_messages()
    {
        var supervisor = Start(OnStop());

        supervisor.Tell("hello");

        ExpectMsg("hello back");
    }

    [Fact]
    public void What_the_child_tells_its_parent_goes_to_the_supervisors_parent()
    {
        ActorOf(Props.Create(() => new Parent(BackoffSupervisor.Props(OnStop()), TestActor)));
        ExpectMsg("started");

        Sys.ActorSelection("/user/*/supervisor/child").Tell("tell your parent");

        ExpectMsg("from the supervisor: a word");
    }

    [Fact]
    public void A_child_that_stopped_is_started_anew_after_pauses_that_double_up_to_the_longest()
    {
        var supervisor = Start(OnStop().WithManualReset());

        foreach (var pause in new[] { Min, 2 * Min, Max, Max })
        {
            Stop(supervisor);
            ExpectPause(pause);
        }
    }

    [Fact]
    public void A_child_that_failed_is_started_anew_after_pauses_that_double_up_to_the_longest()
    {
        var supervisor = Start(OnFailure().WithManualReset());

        foreach (var pause in new[] { Min, 2 * Min, Max, Max })
        {
            Fail(supervisor);
            ExpectPause(pause);
        }
    }

    [Fact]
    public void A_pause_is_lengthened_at_random_by_no_more_than_the_random_factor()
    {
        var supervisor = Start(Backoff.OnStop(ChildProps, "child", Min, Max, 0.5, -1).WithManualReset());
        Stop(supervisor);

        Time.Advance(Min - Tick);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Time.Advance((0.5 * Min) + Tick);

        ExpectMsg("started");
    }

    [Fact]
    public void When_backing_off_on_failure_a_child_that_stops_by_itself_ends_the_supervisor()
    {
        var supervisor = Start(OnFailure());
        Watch(supervisor);

        supervisor.Tell("stop");

        ExpectMsg("stopped");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void When_backing_off_on_stop_an_exception_restarts_the_child_at_once()
    {
        var supervisor = Start(OnStop());

        supervisor.Tell("fail");

        ExpectMsg("stopped");
        ExpectMsg("started");
    }

    [Fact]
    public void With_the_stopping_strategy_an_exception_stops_the_child_and_leads_to_a_pause()
    {
        var supervisor = Start(OnStop().WithDefaultStoppingStrategy());

        Fail(supervisor);

        ExpectPause(Min);
    }

    [Fact]
    public void The_strategy_decides_which_exceptions_lead_to_a_pause()
    {
        var supervisor = Start(OnFailure().WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));

        supervisor.Tell("fail");
        supervisor.Tell("hello");

        ExpectMsg("hello back");
    }

    [Fact]
    public void The_pauses_start_over_when_the_child_has_run_long_enough()
    {
        var supervisor = Start(OnStop().WithAutoReset(TimeSpan.FromSeconds(10)));
        Stop(supervisor);
        ExpectPause(Min);
        Assert.Equal(1, RestartCount(supervisor));

        Time.Advance(TimeSpan.FromSeconds(10));

        AwaitAssert(() => Assert.Equal(0, RestartCount(supervisor)));
        Stop(supervisor);
        ExpectPause(Min);
    }

    [Fact]
    public void With_manual_reset_the_pauses_start_over_when_told()
    {
        var supervisor = Start(OnStop().WithManualReset());
        Stop(supervisor);
        ExpectPause(Min);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, RestartCount(supervisor));

        supervisor.Tell(BackoffSupervisor.Reset.Instance);

        Assert.Equal(0, RestartCount(supervisor));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_supervisor_stops_when_the_retries_are_used_up(bool onFailure)
    {
        var options = onFailure ? OnFailure() : OnStop().WithDefaultStoppingStrategy();
        var supervisor = Start(options.WithManualReset().WithMaxNrOfRetries(1));
        Watch(supervisor);
        Fail(supervisor);
        ExpectPause(Min);

        supervisor.Tell("fail");

        ExpectMsg("stopped");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Messages_during_a_pause_go_to_dead_letters()
    {
        var supervisor = Start(OnStop());
        Stop(supervisor);

        EventFilter.DeadLetter<string>().ExpectOne(() => supervisor.Tell("hello"));
    }

    [Fact]
    public void Messages_during_a_pause_can_be_answered()
    {
        var supervisor = Start(OnStop().WithReplyWhileStopped("come again"));
        Stop(supervisor);

        supervisor.Tell("hello");

        ExpectMsg("come again");
    }

    [Fact]
    public void After_a_final_message_the_supervisor_stops_with_its_child()
    {
        var supervisor = Start(OnStop().WithFinalStopMessage(message => message is "stop"));
        Watch(supervisor);

        supervisor.Tell("stop");

        ExpectMsg("stopped");
        ExpectTerminated(supervisor);
    }

    [Fact]
    public void A_final_message_during_a_pause_stops_the_supervisor()
    {
        var supervisor = Start(OnStop().WithFinalStopMessage(message => message is "farewell"));
        Watch(supervisor);
        Stop(supervisor);

        supervisor.Tell("farewell");

        ExpectTerminated(supervisor);
    }

    [Fact]
    public void Pauses_and_random_factors_out_of_range_are_refused()
    {
        var zero = TimeSpan.Zero;

        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(ChildProps, "child", zero, Max, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(ChildProps, "child", Max, Min, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(ChildProps, "child", Min, Max, 1.1, -1)));
    }

    private BackoffOptions OnStop() => Backoff.OnStop(ChildProps, "child", Min, Max, 0, -1);

    private BackoffOptions OnFailure() => Backoff.OnFailure(ChildProps, "child", Min, Max, 0, -1);

    private IActorRef Start(BackoffOptions options)
    {
        var supervisor = Sys.ActorOf(BackoffSupervisor.Props(options));
        ExpectMsg("started");
        return supervisor;
    }

    private void Stop(IActorRef supervisor) => End(supervisor, "stop");

    private void Fail(IActorRef supervisor) => End(supervisor, "fail");

    private void End(IActorRef supervisor, string how)
    {
        supervisor.Tell(how);
        ExpectMsg("stopped");
        AwaitAssert(() =>
        {
            supervisor.Tell(BackoffSupervisor.GetCurrentChild.Instance);
            Assert.Null(ExpectMsg<BackoffSupervisor.CurrentChild>().Ref);
        });
    }

    private void ExpectPause(TimeSpan pause)
    {
        Time.Advance(pause - Tick);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Time.Advance(Tick);
        ExpectMsg("started");
    }

    private int RestartCount(IActorRef supervisor)
    {
        supervisor.Tell(BackoffSupervisor.GetRestartCount.Instance);
        return ExpectMsg<BackoffSupervisor.RestartCount>().Count;
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(Props supervisor, IActorRef listener)
        {
            Context.ActorOf(supervisor, "supervisor");
            Receive<string>(word => listener.Tell($"from the {Sender.Path.Name}: {word}"));
        }
    }

    private sealed class Child : ReceiveActor
    {
        private readonly IActorRef _listener;

        public Child(IActorRef listener)
        {
            _listener = listener;
            Receive<string>(message => message == "stop", _ => Context.Stop(Self));
            Receive<string>(message => message == "fail", _ => throw new InvalidOperationException("as told"));
            Receive<string>(message => message == "tell your parent", _ => Context.Parent.Tell("a word"));
            Receive<string>(message => Sender.Tell(message + " back"));
        }

        protected override void PreStart() => _listener.Tell("started");

        protected override void PostStop() => _listener.Tell("stopped");
    }
}

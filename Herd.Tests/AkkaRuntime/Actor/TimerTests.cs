using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

/// <summary>On virtual time, with actors on the test's thread: what isn't there after an advance doesn't come.</summary>
public sealed class TimerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TestScheduler _time;
    private readonly DateTimeOffset _start;

    public TimerTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        _time = (TestScheduler)Sys.Scheduler;
        _start = _time.Now;
    }

    [Fact]
    public void A_single_timer_sends_once()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartSingleTimer("key", "due", Second)));

        AdvanceTo(1);
        ExpectMsg("due");
        AdvanceTo(5);
        Nothing();
    }

    [Fact]
    public void A_periodic_timer_sends_again_and_again()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartPeriodicTimer("key", "tick", Second)));

        foreach (var second in Enumerable.Range(1, 10))
        {
            AdvanceTo(second);
            ExpectMsg("tick");
            Nothing();
        }
    }

    [Fact]
    public void The_first_time_can_be_another()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartPeriodicTimer("key", "tick", TimeSpan.Zero, 2 * Second)));

        AdvanceTo(0);
        ExpectMsg("tick");
        AdvanceTo(1);
        Nothing();
        AdvanceTo(2);
        ExpectMsg("tick");
    }

    [Fact]
    public void The_message_comes_from_nobody_or_from_whom_the_timer_says()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartSingleTimer("a", "from nobody", Second)));
        actor.Tell(new Do(t => t.StartSingleTimer("b", "from the test", Second, TestActor)));
        AdvanceTo(1);

        ExpectMsgFrom(Sys.DeadLetters, "from nobody");
        ExpectMsgFrom(TestActor, "from the test");
    }

    [Fact]
    public void Timers_of_different_keys_don_t_mind_each_other()
    {
        var actor = Timed();
        actor.Tell(new Do(t =>
        {
            t.StartSingleTimer("a", "a", Second);
            t.StartSingleTimer("b", "b", 2 * Second);
            t.StartSingleTimer(3, "c", 3 * Second);
        }));

        foreach (var (second, message) in new[] { (1, "a"), (2, "b"), (3, "c") })
        {
            AdvanceTo(second);
            ExpectMsg(message);
            Nothing();
        }
    }

    [Fact]
    public void A_timer_takes_the_place_of_the_one_with_its_key()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartPeriodicTimer("key", "old", Second)));
        actor.Tell(new Do(t => t.StartSingleTimer("key", "new", 3 * Second)));

        AdvanceTo(2);
        Nothing();
        AdvanceTo(3);
        ExpectMsg("new");
        AdvanceTo(9);
        Nothing();
    }

    [Fact]
    public void A_cancelled_timer_sends_no_more()
    {
        var actor = Timed();
        actor.Tell(new Do(t =>
        {
            t.StartPeriodicTimer("a", "a", Second);
            t.StartPeriodicTimer("b", "b", Second);
        }));
        actor.Tell(new Do(t => t.Cancel("a")));
        AdvanceTo(1);
        ExpectMsg("b");
        Nothing();

        actor.Tell(new Do(t => t.CancelAll()));
        AdvanceTo(2);
        Nothing();
    }

    [Fact]
    public void Cancelling_what_isn_t_there_does_nothing() => Timed().Tell(new Do(t =>
    {
        t.Cancel("unknown");
        t.CancelAll();
        Assert.False(t.IsTimerActive("unknown"));
    }));

    [Fact]
    public void A_message_of_a_cancelled_timer_isn_t_received_even_from_the_mailbox()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartSingleTimer("key", "due", Second)));
        actor.Tell(new Do(t =>
        {
            AdvanceTo(1);
            t.Cancel("key");
        }));

        Nothing();
    }

    [Fact]
    public void A_message_of_a_replaced_timer_isn_t_received_even_from_the_mailbox()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartSingleTimer("key", "old", Second)));
        actor.Tell(new Do(t =>
        {
            AdvanceTo(1);
            t.StartSingleTimer("key", "new", Second);
        }));

        Nothing();
        AdvanceTo(2);
        ExpectMsg("new");
    }

    [Fact]
    public void A_timer_is_active_until_it_has_sent_or_is_cancelled()
    {
        var actor = Timed();
        actor.Tell(new Do(t =>
        {
            t.StartSingleTimer("once", "once", Second);
            t.StartPeriodicTimer("again", "again", Second);
            Assert.True(t.IsTimerActive("once"));
        }));
        AdvanceTo(1);
        ExpectMsgAllOf(new[] { "once", "again" });

        actor.Tell(new Do(t =>
        {
            Assert.False(t.IsTimerActive("once"));
            Assert.Equal(["again"], t.ActiveTimers);
            t.Cancel("again");
            Assert.Empty(t.ActiveTimers);
            TestActor.Tell("looked");
        }));
        ExpectMsg("looked");
    }

    [Fact]
    public void A_restart_cancels_all_timers()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartPeriodicTimer("key", "tick", Second)));
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new InvalidOperationException()));
        AwaitAssert(() =>
        {
            actor.Tell("there?");
            ExpectMsg("there?");
        });

        AdvanceTo(5);
        Nothing();
    }

    [Fact]
    public void A_timer_started_in_PreStart_or_PostRestart_runs()
    {
        var actor = ActorOf(Props.Create(() => new TicksFromTheStart(TestActor)).WithDispatcher(CallingThreadDispatcher.Id));
        AdvanceTo(1);
        ExpectMsg("tick");

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new InvalidOperationException()));
        AwaitAssert(() =>
        {
            actor.Tell("there?");
            ExpectMsg("there?");
        });
        AdvanceTo(9);
        ExpectMsg("tick");
    }

    [Fact]
    public void The_end_of_an_actor_cancels_its_timers()
    {
        var actor = Timed();
        actor.Tell(new Do(t => t.StartPeriodicTimer("key", "tick", Second)));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);

        EventFilter.DeadLetter().Expect(0, TimeSpan.FromMilliseconds(50), () => AdvanceTo(5));
    }

    private IActorRef Timed() => ActorOf(Props.Create(() => new Timers(TestActor)).WithDispatcher(CallingThreadDispatcher.Id));

    /// <summary>To so many seconds after the start of the test.</summary>
    private void AdvanceTo(int second) => _time.AdvanceTo(_start + (second * Second));

    private void Nothing() => ExpectNoMsg(TimeSpan.Zero);

    private sealed record Do(Action<ITimerScheduler> Act);

    private sealed class Timers : ReceiveActor, IWithTimers
    {
        public Timers(IActorRef @out)
        {
            Receive<Do>(m => m.Act(((IWithTimers)this).Timers));
            Receive<Exception>(e => throw e);
            ReceiveAny(@out.Forward);
        }

        ITimerScheduler IWithTimers.Timers { get; set; } = null!;
    }

    private sealed class TicksFromTheStart : ReceiveActor, IWithTimers
    {
        public TicksFromTheStart(IActorRef @out)
        {
            Receive<Exception>(e => throw e);
            ReceiveAny(@out.Forward);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", Second);
    }
}

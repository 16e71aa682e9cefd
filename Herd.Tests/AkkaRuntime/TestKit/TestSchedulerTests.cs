using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class TestSchedulerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TestScheduler _time;

    public TestSchedulerTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """) =>
        _time = (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_message_comes_when_time_has_gone_by_and_not_before()
    {
        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "due", TestActor);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        ExpectNoMsg(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromTicks(1));
        ExpectMsgFrom(TestActor, "due");
        _time.Advance(Second);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_time_is_what_it_was_advanced_to()
    {
        var start = _time.Now;
        _time.Advance(Second);
        Assert.Equal(start + Second, _time.Now);

        _time.AdvanceTo(start + (3 * Second));
        Assert.Equal(start + (3 * Second), Sys.Scheduler.Now);
        Assert.Throws<InvalidOperationException>(() => _time.AdvanceTo(start));
    }

    [Fact]
    public void What_is_due_comes_in_order_of_time_then_as_it_was_scheduled()
    {
        foreach (var (after, message) in new[] { (3, "c"), (1, "a"), (3, "d"), (2, "b") })
            Sys.Scheduler.ScheduleTellOnce(after * Second, TestActor, message, TestActor);

        _time.Advance(3 * Second);

        Assert.Equal(["a", "b", "c", "d"], ReceiveN(4));
    }

    [Fact]
    public void A_repeated_message_comes_once_for_each_advance_that_reaches_it()
    {
        Sys.Scheduler.ScheduleTellRepeatedly(Second, 2 * Second, TestActor, "again", TestActor);

        foreach (var comes in new[] { true, false, true, false, true })
        {
            _time.Advance(Second);
            if (comes)
                ExpectMsg("again");
            else
                ExpectNoMsg(TimeSpan.Zero);
        }
    }

    [Fact]
    public void What_is_cancelled_doesn_t_come()
    {
        var once = Sys.Scheduler.ScheduleTellOnceCancelable(Second, TestActor, "once", TestActor);
        var repeated = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, TestActor, "again", TestActor);
        once.Cancel();
        _time.Advance(Second);
        ExpectMsg("again");
        repeated.Cancel();
        _time.Advance(Second);

        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Actions_are_run_by_whom_advances_the_time()
    {
        var ranOn = 0;
        Sys.Scheduler.Advanced.ScheduleOnce(Second, () => ranOn = Environment.CurrentManagedThreadId);

        _time.Advance(Second);

        Assert.Equal(Environment.CurrentManagedThreadId, ranOn);
    }

    [Fact]
    public void What_is_scheduled_meanwhile_waits_for_the_next_advance()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(Second, () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "then", TestActor));

        _time.Advance(2 * Second);
        ExpectNoMsg(TimeSpan.Zero);
        _time.Advance(TimeSpan.Zero);
        ExpectMsg("then");
    }

    [Fact]
    public void An_actor_s_timers_go_by_it()
    {
        var ticks = ActorOfAsTestActorRef<Ticks>(Props.Create(() => new Ticks()));

        foreach (var n in Enumerable.Range(1, 5))
        {
            _time.Advance(Second);
            Assert.Equal(n, ticks.UnderlyingActor.Count);
        }
    }

    [Fact]
    public void A_receive_timeout_goes_by_it()
    {
        var idle = ActorOfAsTestActorRef<Idle>(Props.Create(() => new Idle(TestActor)));
        _time.Advance(Second / 2);
        idle.Tell("not idle");
        _time.Advance(Second / 2);
        ExpectNoMsg(TimeSpan.Zero);
        _time.Advance(Second / 2);

        ExpectMsg("idle");
    }

    private sealed class Ticks : ReceiveActor, IWithTimers
    {
        public Ticks() => Receive<string>(_ => Count++);

        public ITimerScheduler Timers { get; set; } = null!;

        public int Count { get; private set; }

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", Second);
    }

    private sealed class Idle : ReceiveActor
    {
        public Idle(IActorRef hears)
        {
            Receive<ReceiveTimeout>(_ => hears.Tell("idle"));
            ReceiveAny(_ => { });
            SetReceiveTimeout(Second);
        }
    }
}

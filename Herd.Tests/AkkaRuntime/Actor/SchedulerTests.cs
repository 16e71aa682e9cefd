using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class SchedulerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(30);

    [Fact]
    public void A_message_comes_once_and_not_too_early()
    {
        var asked = Sys.Scheduler.MonotonicClock;
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "later", TestActor);

        ExpectMsg("later");
        Assert.True(Sys.Scheduler.MonotonicClock - asked >= Soon);
        Assert.Equal(TestActor, LastSender);
        ExpectNoMsg(Soon * 3);
    }

    [Fact]
    public void A_message_comes_again_and_again_until_it_is_cancelled()
    {
        var repeating = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, Soon, TestActor, "tick", TestActor);
        for (var i = 0; i < 4; i++)
            ExpectMsg("tick");
        repeating.Cancel();
        Assert.True(repeating.IsCancellationRequested);
        Sys.Scheduler.ScheduleTellOnce(Soon * 4, TestActor, "end", TestActor);

        FishForMessage(message => message is "end");
        ExpectNoMsg(Soon * 4);
    }

    [Fact]
    public void What_is_cancelled_in_time_does_not_come()
    {
        var cancelled = Sys.Scheduler.ScheduleTellOnceCancelable(Soon, TestActor, "never", TestActor);
        cancelled.Cancel();
        Sys.Scheduler.ScheduleTellOnce(Soon * 4, TestActor, "end", TestActor);

        ExpectMsg("end");
    }

    [Fact]
    public void What_is_scheduled_with_a_cancelled_cancelable_does_not_come()
    {
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "never", TestActor, Cancelable.CreateCanceled());
        Sys.Scheduler.ScheduleTellOnce(Soon * 4, TestActor, "end", TestActor);

        ExpectMsg("end");
    }

    [Fact]
    public void Messages_come_by_their_time_and_not_in_the_order_in_which_they_were_scheduled()
    {
        foreach (var n in (int[])[3, 1, 2])
            Sys.Scheduler.ScheduleTellOnce(Soon * (3 * n), TestActor, n, TestActor);

        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void A_time_beyond_one_turn_of_the_wheel_is_waited_for()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(30), TestActor, "far", TestActor);
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "near", TestActor);

        ExpectMsg("near");
        ExpectNoMsg(Soon * 3);
    }

    [Fact]
    public void An_action_runs_once_or_again_and_again()
    {
        var ran = 0;
        Sys.Scheduler.Advanced.ScheduleOnce(Soon, () => TestActor.Tell("once", ActorRefs.NoSender));
        var repeating = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(TimeSpan.Zero, Soon, () => Interlocked.Increment(ref ran));

        ExpectMsg("once");
        AwaitCondition(() => Volatile.Read(ref ran) >= 3, TimeSpan.FromSeconds(5));
        repeating.Cancel();
    }

    [Fact]
    public void An_action_that_throws_does_not_stop_the_others()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException("expected"));
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "still here", TestActor);

        ExpectMsg("still here");
    }

    [Fact]
    public void Times_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromTicks(-1), TestActor, "x", TestActor));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, TestActor, "x", TestActor));
    }

    [Fact]
    public void A_cancelable_can_cancel_itself_later()
    {
        var cancelable = new Cancelable(Sys.Scheduler, Soon);

        AwaitCondition(() => cancelable.IsCancellationRequested, TimeSpan.FromSeconds(5));
        Assert.True(cancelable.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_linked_cancelable_is_cancelled_with_the_others()
    {
        var one = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, one, new Cancelable(Sys.Scheduler));
        Assert.False(linked.IsCancellationRequested);
        one.Cancel();

        Assert.True(linked.IsCancellationRequested);
    }

    [Fact]
    public void Ten_thousand_timers_all_go_off()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counting(10_000, TestActor)));
        for (var i = 0; i < 10_000; i++)
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(i % 100), actor, i, ActorRefs.NoSender);

        ExpectMsg("all", TimeSpan.FromSeconds(20));
    }

    private sealed class Counting(int most, IActorRef to) : UntypedActor
    {
        private readonly HashSet<int> _seen = [];

        protected override void OnReceive(object message)
        {
            Assert.True(_seen.Add((int)message));
            if (_seen.Count == most)
                to.Tell("all");
        }
    }
}

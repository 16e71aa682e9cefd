using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

/// <summary>On virtual time, with actors on the test's thread: what isn't there after an advance doesn't come.</summary>
public sealed class ReceiveTimeoutTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TestScheduler _time;
    private readonly IActorRef _actor;

    public ReceiveTimeoutTests()
        : base("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
    {
        _time = (TestScheduler)Sys.Scheduler;
        _actor = ActorOf(Props.Create(() => new Idles(TestActor)).WithDispatcher(CallingThreadDispatcher.Id));
    }

    [Fact]
    public void It_comes_when_no_message_came_for_that_time()
    {
        Set(Second);

        _time.Advance(Second / 2);
        Nothing();
        _time.Advance(Second / 2);
        ExpectMsg("idle");
    }

    [Fact]
    public void It_comes_again_as_long_as_nothing_else_comes()
    {
        Set(Second);

        foreach (var _ in Enumerable.Range(0, 5))
        {
            _time.Advance(Second);
            ExpectMsg("idle");
            Nothing();
        }
    }

    [Fact]
    public void Every_message_starts_the_time_anew()
    {
        Set(Second);
        foreach (var _ in Enumerable.Range(0, 10))
        {
            _time.Advance(Second * 0.6);
            _actor.Tell("not idle");
        }
        Nothing();

        _time.Advance(Second / 2);
        Nothing();
        _time.Advance(Second / 2);
        ExpectMsg("idle");
    }

    [Fact]
    public void A_message_that_doesn_t_count_leaves_the_time_alone()
    {
        Set(Second);
        _time.Advance(Second * 0.6);
        _actor.Tell(new DoesNotCount());
        _time.Advance(Second * 0.4);

        ExpectMsg("idle");
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        Set(Second);
        Set(null);
        _time.Advance(5 * Second);

        Nothing();
    }

    [Fact]
    public void It_can_be_set_to_another_time()
    {
        Set(Second);
        Set(3 * Second);
        _time.Advance(2 * Second);
        Nothing();
        _time.Advance(Second);
        ExpectMsg("idle");

        Set(Second);
        _time.Advance(Second);
        ExpectMsg("idle");
    }

    [Fact]
    public void It_can_be_switched_off_when_it_comes()
    {
        _actor.Tell("switch off when it comes");
        Set(Second);
        _time.Advance(Second);
        ExpectMsg("idle");
        _time.Advance(5 * Second);

        Nothing();
    }

    [Fact]
    public void It_ends_with_the_actor()
    {
        Set(Second);
        Watch(_actor);
        Sys.Stop(_actor);
        ExpectTerminated(_actor);

        EventFilter.DeadLetter().Expect(0, TimeSpan.FromMilliseconds(50), () => _time.Advance(5 * Second));
        Nothing();
    }

    private void Set(TimeSpan? time) => _actor.Tell(new SetTimeout(time));

    private void Nothing() => ExpectNoMsg(TimeSpan.Zero);

    private sealed record SetTimeout(TimeSpan? Time);

    private sealed class DoesNotCount : INotInfluenceReceiveTimeout;

    private sealed class Idles : ReceiveActor
    {
        public Idles(IActorRef @out)
        {
            var switchOff = false;
            Receive<SetTimeout>(m => Context.SetReceiveTimeout(m.Time));
            Receive<ReceiveTimeout>(_ =>
            {
                if (switchOff)
                    Context.SetReceiveTimeout(null);
                @out.Tell("idle");
            });
            Receive<string>(m => switchOff = m == "switch off when it comes");
            Receive<DoesNotCount>(_ => { });
        }
    }
}

using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestActors;
using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class EventFilterTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    public EventFilterTests()
        : base("akka.loglevel = DEBUG")
    {
    }

    [Fact]
    public void One_event_is_what_is_expected()
    {
        EventFilter.Info("hello").ExpectOne(() => Log.Info("hello"));
        EventFilter.Warning("hello").ExpectOne(() => Log.Warning("hello"));
        EventFilter.Error("hello").ExpectOne(() => Log.Error("hello"));
        EventFilter.Debug("hello").ExpectOne(() => Log.Debug("hello"));
    }

    [Fact]
    public void The_text_is_that_with_the_arguments_in_it() =>
        EventFilter.Info("5 sheep at Hands").ExpectOne(() => Log.Info("{0} sheep at {1}", 5, "Hands"));

    [Fact]
    public void No_event_fails() => Fails(() => EventFilter.Info("hello").ExpectOne(Soon, () => { }));

    [Fact]
    public void Another_text_fails() => Fails(() => EventFilter.Info("hello").ExpectOne(Soon, () => Log.Info("bye")));

    [Fact]
    public void Another_level_fails() => Fails(() => EventFilter.Info("hello").ExpectOne(Soon, () => Log.Warning("hello")));

    [Fact]
    public void More_events_than_expected_fail()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => EventFilter.Info("hello").ExpectOne(() =>
        {
            Log.Info("hello");
            Log.Info("hello");
            // When the logger has seen this it has seen those.
            EventFilter.Info("that was it").ExpectOne(() => Log.Info("that was it"));
        }));

        Assert.DoesNotContain("Timeout", failure.Message);
    }

    [Fact]
    public void So_many_events_can_be_expected_and_none()
    {
        EventFilter.Info().Expect(3, () => Log3());
        EventFilter.Warning().Expect(0, Soon, () => Log3());
        Fails(() => EventFilter.Info().Expect(4, Soon, () => Log3()));
        Fails(() => EventFilter.Info().Expect(0, TimeSpan.FromSeconds(3), () => Log3()));

        void Log3()
        {
            foreach (var n in Enumerable.Range(1, 3))
                Log.Info("{0}", n);
        }
    }

    [Fact]
    public void A_text_can_be_told_by_its_start_a_part_or_a_pattern()
    {
        EventFilter.Info(start: "one two").ExpectOne(() => Log.Info("one two three"));
        EventFilter.Info(contains: "two").ExpectOne(() => Log.Info("one two three"));
        EventFilter.Info(new Regex("^o.*e$")).ExpectOne(() => Log.Info("one two three"));
        Fails(() => EventFilter.Info(start: "two").ExpectOne(Soon, () => Log.Info("one two three")));
        Fails(() => EventFilter.Info(new Regex("^two")).ExpectOne(Soon, () => Log.Info("one two three")));
    }

    [Fact]
    public void A_source_can_be_told_by_its_path_without_the_address()
    {
        var actor = ActorOf(Props.Create(() => new Logs()), "logs");

        EventFilter.Info("hi", source: "/user/logs").ExpectOne(() => actor.Tell("hi"));
        EventFilter.Info("hi", source: actor.Path.ToString()).ExpectOne(() => actor.Tell("hi"));
        Fails(() => EventFilter.Info("hi", source: "/user/other").ExpectOne(Soon, () => actor.Tell("hi")));
    }

    [Fact]
    public void An_exception_is_told_by_its_class_and_by_its_text_or_that_of_the_error()
    {
        var failure = new ArgumentNullException(null, "nothing there");

        EventFilter.Exception<ArgumentException>().ExpectOne(() => Log.Error(failure, "it failed"));
        EventFilter.Exception<ArgumentException>("it failed").ExpectOne(() => Log.Error(failure, "it failed"));
        EventFilter.Exception<ArgumentException>("nothing there").ExpectOne(() => Log.Error(failure, "it failed"));
        EventFilter.Error(contains: "failed").ExpectOne(() => Log.Error(failure, "it failed"));
        Fails(() => EventFilter.Exception<InvalidOperationException>().ExpectOne(Soon, () => Log.Error(failure, "it failed")));
        Fails(() => EventFilter.Exception<ArgumentException>("else").ExpectOne(Soon, () => Log.Error(failure, "it failed")));
        Fails(() => EventFilter.Exception<ArgumentException>().ExpectOne(Soon, () => Log.Error("without a cause")));
    }

    [Fact]
    public void An_inner_exception_is_looked_at_when_asked_for()
    {
        var failure = new InvalidOperationException("outer", new ArgumentException("inner"));

        EventFilter.Exception(typeof(ArgumentException), checkInnerExceptions: true).ExpectOne(() => Log.Error(failure, "it failed"));
        Fails(() => EventFilter.Exception(typeof(ArgumentException)).ExpectOne(Soon, () => Log.Error(failure, "it failed")));
    }

    [Fact]
    public void A_failure_of_an_actor_is_an_error_with_the_exception()
    {
        var actor = ActorOf(Props.Create(() => new Logs()), "fails");

        EventFilter.Exception<InvalidOperationException>("oh no", source: "/user/fails")
            .ExpectOne(() => actor.Tell(new InvalidOperationException("oh no")));
    }

    [Fact]
    public void A_dead_letter_is_told_by_its_message()
    {
        var actor = Watch(ActorOf(BlackHoleActor.Props));
        Sys.Stop(actor);
        ExpectTerminated(actor);

        EventFilter.DeadLetter().ExpectOne(() => actor.Tell("late"));
        EventFilter.DeadLetter<string>().ExpectOne(() => actor.Tell("late"));
        EventFilter.DeadLetter<string>(m => m == "late").ExpectOne(() => actor.Tell("late"));
        EventFilter.DeadLetter(typeof(string)).ExpectOne(() => actor.Tell("late"));
        Fails(() => EventFilter.DeadLetter<int>().ExpectOne(Soon, () => actor.Tell("late")));
    }

    [Fact]
    public void An_unhandled_message_is_a_warning()
    {
        var actor = ActorOf<UnhandledMessageActor>("unwilling");

        EventFilter.Warning(start: "Unhandled message", source: "/user/unwilling").ExpectOne(() => actor.Tell("hi"));
    }

    [Fact]
    public void Any_event_can_be_told_by_a_predicate() =>
        EventFilter.Custom<Info>(e => e.LogSource.Contains("EventFilterTests")).ExpectOne(() => Log.Info("hi"));

    [Fact]
    public void What_either_of_two_filters_picks_counts() =>
        EventFilter.Info("hi").And.Warning("oh").Expect(2, () =>
        {
            Log.Info("hi");
            Log.Warning("oh");
        });

    [Fact]
    public void The_result_of_what_is_run_comes_out()
    {
        Assert.Equal(5, EventFilter.Info("hi").ExpectOne(() =>
        {
            Log.Info("hi");
            return 5;
        }));
    }

    [Fact]
    public async Task Events_can_be_awaited()
    {
        await EventFilter.Info("hi").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Log.Info("hi");
        });
        await EventFilter.Info("hi").ExpectAsync(2, () =>
        {
            Log.Info("hi");
            Log.Info("hi");
            return Task.CompletedTask;
        });
        await Assert.ThrowsAnyAsync<XunitException>(() => EventFilter.Info("hi").ExpectOneAsync(Soon, () => Task.CompletedTask));
    }

    [Fact]
    public void An_event_that_comes_after_what_is_run_counts_too()
    {
        EventFilter.Info("later").ExpectOne(() => Sys.Scheduler.Advanced.ScheduleOnce(Soon, () => Log.Info("later")));
    }

    [Fact]
    public void A_muted_event_is_not_logged_until_it_is_unmuted()
    {
        var muted = EventFilter.Info("hi").Mute();
        EventFilter.Info("hi").Expect(0, Soon, () => Log.Info("hi"));
        muted.Unmute();
        EventFilter.Info("hi").ExpectOne(() => Log.Info("hi"));

        Assert.Equal(5, EventFilter.Info("hi").Mute(() =>
        {
            EventFilter.Info("hi").Expect(0, Soon, () => Log.Info("hi"));
            return 5;
        }));
        EventFilter.Info("hi").ExpectOne(() => Log.Info("hi"));
    }

    [Fact]
    public void A_filter_of_another_system_hears_that_one()
    {
        var other = ActorSystem.Create("other", DefaultConfig);
        try
        {
            CreateEventFilter(other).Info("hi").ExpectOne(() => other.Log.Info("hi"));
            Fails(() => CreateEventFilter(other).Info("hi").ExpectOne(Soon, () => Log.Info("hi")));
        }
        finally
        {
            Shutdown(other);
        }
    }

    private static void Fails(Action expectation) => Assert.ThrowsAny<XunitException>(expectation);

    private sealed class Logs : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Logs()
        {
            Receive<string>(m => _log.Info(m));
            Receive<Exception>(e => throw e);
        }
    }
}

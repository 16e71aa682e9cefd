using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Event;

public sealed class LoggingTests : Akka.TestKit.Xunit2.TestKit
{
    public LoggingTests()
        : base("akka { loglevel = DEBUG, actor.debug.receive = on }")
    {
    }

    [Fact]
    public void Each_level_has_its_event()
    {
        var events = Subscriber<LogEvent>("logger");
        var log = Logging.GetLogger(Sys, "logger");
        log.Debug("d");
        log.Info("i");
        log.Warning("w");
        log.Error("e");

        Assert.Equal(LogLevel.DebugLevel, events.ExpectMsg<Debug>(e => Equals(e.Message.ToString(), "d")).LogLevel());
        Assert.Equal(LogLevel.InfoLevel, events.ExpectMsg<Info>(e => Equals(e.Message.ToString(), "i")).LogLevel());
        Assert.Equal(LogLevel.WarningLevel, events.ExpectMsg<Warning>(e => Equals(e.Message.ToString(), "w")).LogLevel());
        Assert.Equal(LogLevel.ErrorLevel, events.ExpectMsg<Error>(e => Equals(e.Message.ToString(), "e")).LogLevel());
    }

    [Fact]
    public void An_actor_logs_as_itself()
    {
        var events = Subscriber<Info>("chatty");
        var actor = ActorOf(Props.Create(() => new Chatty()), "chatty");
        actor.Tell("hi");

        var logged = events.ExpectMsg<Info>();
        Assert.Equal("got hi", logged.Message.ToString());
        Assert.Equal(actor.Path.ToString(), logged.LogSource);
        Assert.Equal(typeof(Chatty), logged.LogClass);
    }

    [Fact]
    public void A_name_or_a_class_logs_in_the_name_of_its_system()
    {
        var named = Subscriber<Info>("shepherd");
        var typed = Subscriber<Info>(nameof(LoggingTests));
        Logging.GetLogger(Sys, "shepherd").Info("hi");
        Logging.GetLogger(Sys, this).Info("hi");

        Assert.Equal("shepherd(akka://test)", named.ExpectMsg<Info>().LogSource);
        Assert.Equal("LoggingTests(akka://test)", typed.ExpectMsg<Info>().LogSource);
    }

    [Fact]
    public void A_cause_comes_with_the_event()
    {
        var events = Subscriber<LogEvent>("logger");
        var log = Logging.GetLogger(Sys, "logger");
        var cause = new InvalidOperationException("the cause");
        log.Error(cause, "failed at {0}", 5);
        log.Warning(cause, "odd");

        var error = events.ExpectMsg<Error>();
        Assert.Same(cause, error.Cause);
        Assert.Equal("failed at 5", error.Message.ToString());
        Assert.Contains("the cause", error.ToString());
        Assert.Same(cause, events.ExpectMsg<Warning>().Cause);
    }

    [Theory]
    [InlineData("{0} and {1}", "a and 2")]
    [InlineData("{1} before {0}", "2 before a")]
    [InlineData("{Name} has {Count}", "a has 2")]
    [InlineData("no holes", "no holes")]
    public void A_template_is_filled_by_position_or_by_name(string template, string text)
    {
        var events = Subscriber<Info>("logger");
        Logging.GetLogger(Sys, "logger").Info(template, "a", 2);

        Assert.Equal(text, events.ExpectMsg<Info>().Message.ToString());
    }

    [Fact]
    public void A_failure_is_logged_as_an_error_in_the_name_of_who_failed()
    {
        var actor = ActorOf(Props.Create(() => new Chatty()), "failing");

        EventFilter.Exception<InvalidOperationException>("oh no", source: "/user/failing").ExpectOne(() => actor.Tell(new InvalidOperationException("oh no")));
    }

    [Fact]
    public void What_an_actor_receives_is_logged_when_it_wants_that()
    {
        var actor = ActorOf(Props.Create(() => new Observed()), "watched");

        EventFilter.Debug(start: "received handled message hi from", source: "/user/watched").ExpectOne(() => actor.Tell("hi"));
        EventFilter.Debug(start: "received unhandled message 5 from", source: "/user/watched").ExpectOne(() => actor.Tell(5));
    }

    [Fact]
    public void Who_logs_finds_out_what_is_logged()
    {
        var log = Logging.GetLogger(Sys, "logger");

        Assert.True(log.IsDebugEnabled && log.IsInfoEnabled && log.IsWarningEnabled && log.IsErrorEnabled);
        Assert.True(log.IsEnabled(LogLevel.DebugLevel));
    }

    private TestProbe Subscriber<TEvent>(string source)
        where TEvent : LogEvent
    {
        var probe = CreateTestProbe();
        probe.IgnoreMessages(m => m is LogEvent e && !e.LogSource.Contains(source));
        Sys.EventStream.Subscribe(probe.Ref, typeof(TEvent));
        return probe;
    }

    private sealed class Chatty : ReceiveActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Chatty()
        {
            Receive<string>(m => _log.Info("got {0}", m));
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class Observed : ActorBase, ILogReceive
    {
        protected override bool Receive(object message) => message is string;
    }
}

using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Event;

public sealed class LoggerTests
{
    [Theory]
    [InlineData("DEBUG", "debug info warning error")]
    [InlineData("INFO", "info warning error")]
    [InlineData("WARNING", "warning error")]
    [InlineData("ERROR", "error")]
    [InlineData("OFF", "")]
    public async Task A_logger_gets_what_is_important_enough(string level, string logged)
    {
        var name = $"level-{level.ToLowerInvariant()}";
        var system = Start(name, level);
        system.Log.Debug("debug");
        system.Log.Info("info");
        system.Log.Warning("warning");
        system.Log.Error("error");
        await Logged(system);

        string[] levels = ["debug", "info", "warning", "error"];
        Assert.Equal(logged, string.Join(' ', Collects.Of(name).Where(levels.Contains)));
    }

    [Fact]
    public async Task What_isn_t_logged_isn_t_made_into_text()
    {
        var system = Start("lazy", "WARNING");
        var asked = new Asked();
        system.Log.Info("{0}", asked);
        system.Log.Debug("{0} {1}", asked, asked);
        Assert.Equal(0, asked.Count);

        system.Log.Warning("{0}", asked);
        await Logged(system);
        Assert.NotEqual(0, asked.Count);
    }

    [Fact]
    public async Task The_level_can_be_changed_while_the_system_runs()
    {
        var system = Start("changing", "INFO");
        system.Log.Debug("too early");
        system.EventStream.SetLogLevel(LogLevel.DebugLevel);
        system.Log.Debug("in time");
        system.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        system.Log.Warning("too late");
        await Logged(system);

        var messages = Collects.Of("changing").ToArray();
        Assert.Contains("in time", messages);
        Assert.DoesNotContain("too early", messages);
        Assert.DoesNotContain("too late", messages);
    }

    [Fact]
    public async Task A_logger_that_can_t_be_found_keeps_the_system_from_starting()
    {
        var failure = await Record.ExceptionAsync(async () =>
            await ActorSystem.Create("wrong", """akka.loggers = ["No.Such.Logger, Herd.Tests"]""").Terminate());

        Assert.IsType<ConfigurationException>(failure);
    }

    private static ActorSystem Start(string name, string level) => ActorSystem.Create(name, ConfigurationFactory.ParseString($$"""
        akka {
          loggers = ["{{typeof(Collects).FullName}}, Herd.Tests"]
          loglevel = {{level}}
          stdout-loglevel = OFF
        }
        """));

    // What has been logged comes to the logger before this question does.
    private static async Task Logged(ActorSystem system)
    {
        await system.ActorSelection("/system/log1-*").ResolveOne(TimeSpan.FromSeconds(10));
        await system.Terminate();
    }

    /// <summary>A logger that keeps what it gets, for each system.</summary>
    public sealed class Collects : ReceiveActor
    {
        private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> All = new();

        public Collects()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(e => Of(Context.System.Name).Enqueue(e.Message.ToString()!));
        }

        public static ConcurrentQueue<string> Of(string system) => All.GetOrAdd(system, _ => new());
    }

    private sealed class Asked
    {
        private int _count;

        public int Count => _count;

        public override string ToString()
        {
            Interlocked.Increment(ref _count);
            return "asked";
        }
    }
}

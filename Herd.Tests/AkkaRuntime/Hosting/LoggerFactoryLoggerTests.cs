using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using AkkaLogLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Herd.Tests.AkkaRuntime.Hosting;

public sealed class LoggerFactoryLoggerTests : IAsyncLifetime
{
    private readonly Recorder _logged = new();
    private IHost? _host;

    [Fact]
    public async Task Messages_are_logged_at_their_level()
    {
        var system = await Start(AkkaLogLevel.DebugLevel);

        system.Log.Debug("debugged {0} times", 1);
        system.Log.Info("informed {0} times", 2);
        system.Log.Warning("warned {0} times", 3);
        system.Log.Error("failed {0} times", 4);

        Assert.Equal(LogLevel.Debug, (await _logged.Find("debugged 1 times")).Level);
        Assert.Equal(LogLevel.Information, (await _logged.Find("informed 2 times")).Level);
        Assert.Equal(LogLevel.Warning, (await _logged.Find("warned 3 times")).Level);
        Assert.Equal(LogLevel.Error, (await _logged.Find("failed 4 times")).Level);
    }

    [Fact]
    public async Task Exceptions_are_logged_with_their_message()
    {
        var system = await Start(AkkaLogLevel.InfoLevel);
        var cause = new InvalidOperationException("as told");

        system.Log.Error(cause, "link is broken");

        Assert.Same(cause, (await _logged.Find("link is broken")).Exception);
    }

    [Fact]
    public async Task The_category_is_the_actor_systems()
    {
        var system = await Start(AkkaLogLevel.InfoLevel);

        system.Log.Info("hello");

        Assert.Equal("Akka.Actor.ActorSystem", (await _logged.Find("hello")).Category);
    }

    [Fact]
    public async Task The_source_is_a_property()
    {
        var system = await Start(AkkaLogLevel.InfoLevel);

        system.ActorOf(Props.Create(() => new Talker()), "talker");

        var properties = (await _logged.Find("talking")).Properties;
        Assert.Contains("/user/talker", Assert.Single(properties, property => property.Key == "LogSource").Value?.ToString());
    }

    [Fact]
    public async Task Lower_levels_are_left_out()
    {
        var system = await Start(AkkaLogLevel.WarningLevel);

        system.Log.Info("left out");
        system.Log.Warning("logged");

        await _logged.Find("logged");
        Assert.DoesNotContain(_logged.Entries, entry => entry.Text.Contains("left out"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.StopAsync();
        _host?.Dispose();
    }

    private async Task<ActorSystem> Start(AkkaLogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_logged).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddAkka("logging", akka => akka.ConfigureLoggers(setup =>
        {
            setup.LogLevel = level;
            setup.ClearLoggers();
            setup.AddLoggerFactory();
        }));
        _host = builder.Build();
        await _host.StartAsync();
        return _host.Services.GetRequiredService<ActorSystem>();
    }

    private sealed record Entry(string Category, LogLevel Level, string Text, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>> Properties);

    private sealed class Talker : ReceiveActor
    {
        public Talker() => Context.GetLogger().Info("talking");
    }

    private sealed class Recorder : ILoggerProvider
    {
        public ConcurrentQueue<Entry> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Entries);

        public async Task<Entry> Find(string text)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                if (Entries.FirstOrDefault(entry => entry.Text.Contains(text)) is { } found)
                    return found;
                await Task.Delay(5, patience.Token);
            }
        }

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<Entry> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                entries.Enqueue(new Entry(category, logLevel, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []));
        }
    }
}

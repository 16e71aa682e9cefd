using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Event;

/// <summary>Passes events on by their class, log events among them, and starts the loggers that get those.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private readonly ConcurrentDictionary<Type, IActorRef[]> _known = new();
    private readonly List<IActorRef> _loggers = [];
    private MinimalLogger? _standardOut;
    private int _version;

    /// <summary>Less important events than these aren't logged.</summary>
    public LogLevel LogLevel { get; private set; } = LogLevel.ErrorLevel;

    /// <summary>Subscribes the loggers to the events that are important enough.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in _loggers)
            SubscribeLogger(logger, logLevel);
    }

    /// <summary>Logs to standard output, until the configured loggers are there and after they are gone.</summary>
    public void StartStdoutLogger(Settings config)
    {
        _standardOut = config.StdoutLogger;
        LogLevel = Logging.LogLevelFor(config.StdoutLogLevel);
        SubscribeLogger(_standardOut, LogLevel);
    }

    internal override void Changed()
    {
        Interlocked.Increment(ref _version);
        _known.Clear();
    }

    internal override IActorRef[] SubscribersOf(Type classifier)
    {
        if (_known.TryGetValue(classifier, out var known))
            return known;
        var version = Volatile.Read(ref _version);
        var subscribers = base.SubscribersOf(classifier);
        _known[classifier] = subscribers;
        // A subscription that came in between would be missing from now on.
        if (version != Volatile.Read(ref _version))
            _known.Clear();
        return subscribers;
    }

    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var settings = system.Settings;
        var level = Logging.LogLevelFor(settings.LogLevel);
        LogLevel = level;
        var keepStandardOut = false;
        foreach (var name in settings.Loggers)
        {
            var type = ConfiguredType.Find(name, "akka.loggers");
            if (type == typeof(StandardOutLogger))
            {
                keepStandardOut = true;
                continue;
            }
            AddLogger(system, type, level);
        }
        if (_standardOut is null)
            return;
        Unsubscribe(_standardOut);
        if (keepStandardOut)
        {
            _loggers.Add(_standardOut);
            SubscribeLogger(_standardOut, level);
        }
    }

    /// <summary>Goes back to standard output.</summary>
    /// <returns>The actors that have logged until now, to be stopped when they have written what they got.</returns>
    internal IReadOnlyList<IActorRef> StopDefaultLoggers(ActorSystem system)
    {
        LogLevel = Logging.LogLevelFor(system.Settings.StdoutLogLevel);
        if (_standardOut is not null)
            SubscribeLogger(_standardOut, LogLevel);
        IActorRef[] actors = [.. _loggers.Where(l => l is not MinimalLogger)];
        foreach (var logger in actors)
            Unsubscribe(logger);
        _loggers.Clear();
        return actors;
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    private void AddLogger(ActorSystemImpl system, Type type, LogLevel level)
    {
        var settings = system.Settings;
        var name = $"log{_loggers.Count + 1}-{Logging.SimpleName(type)}";
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(settings.LoggersDispatcher), name);
        _loggers.Add(logger);
        var started = logger.Ask<LoggerInitialized>(new InitializeLogger(this), settings.LoggerStartTimeout);
        if (!settings.LoggerAsyncStart)
        {
            try
            {
                started.GetAwaiter().GetResult();
            }
            catch (Exception e)
            {
                Publish(new Warning(e, GetType().FullName!, GetType(), $"Logger {name} [{type}] did not respond within {settings.LoggerStartTimeout}"));
            }
        }
        SubscribeLogger(logger, level);
        Publish(new Debug(GetType().FullName!, GetType(), $"Logger {name} [{type.Name}] started"));
    }

    private void SubscribeLogger(IActorRef logger, LogLevel level)
    {
        foreach (var each in Enum.GetValues<LogLevel>())
        {
            if (each >= level)
                Subscribe(logger, each.ClassFor());
            else
                Unsubscribe(logger, each.ClassFor());
        }
    }
}

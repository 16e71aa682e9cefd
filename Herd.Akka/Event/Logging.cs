using Akka.Actor;

namespace Akka.Event;

/// <summary>Makes logging adapters, and converts levels.</summary>
public static class Logging
{
    /// <summary>A logger in the name of an actor. Keep it in a field.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(context, context.System);
        return new BusLogging(context.System.EventStream, source.Source, source.Type, logMessageFormatter ?? context.System.Settings.LogFormatter);
    }

    /// <param name="system">Its event stream is logged to.</param>
    /// <param name="logSourceObj">A name, a class, an actor, or anything of the class that logs.</param>
    /// <param name="logMessageFormatter">Null: the system's.</param>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(logSourceObj, system);
        return new BusLogging(system.EventStream, source.Source, source.Type, logMessageFormatter ?? system.Settings.LogFormatter);
    }

    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var source = LogSource.Create(logSourceObj);
        return new BusLogging(loggingBus, source.Source, source.Type, logMessageFormatter ?? SemanticLogMessageFormatter.Instance);
    }

    public static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        LogLevel.ErrorLevel => typeof(Error),
        _ => throw new ArgumentException("Unknown LogLevel", nameof(logLevel)),
    };

    public static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        LogLevel.ErrorLevel => "ERROR",
        _ => throw new ArgumentException("Unknown LogLevel", nameof(logLevel)),
    };

    /// <param name="logLevel">DEBUG, INFO, WARNING, ERROR, or OFF for nothing at all; in any case.</param>
    /// <exception cref="ArgumentException">It is another.</exception>
    public static LogLevel LogLevelFor(string? logLevel) => logLevel?.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.DebugLevel,
        "INFO" => LogLevel.InfoLevel,
        "WARN" or "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        "OFF" => Off,
        _ => throw new ArgumentException($"Unknown LogLevel: \"{logLevel}\". Valid values are: \"Debug\", \"Info\", \"Warning\", \"Error\", \"Off\"", nameof(logLevel)),
    };

    public static LogLevel LogLevelFor<T>()
        where T : LogEvent => Enum.GetValues<LogLevel>().First(level => level.ClassFor() == typeof(T));

    public static string SimpleName(object o) => SimpleName(o.GetType());

    public static string SimpleName(Type t) => t.Name.Split('`')[0];

    internal const LogLevel Off = (LogLevel)int.MaxValue;
}

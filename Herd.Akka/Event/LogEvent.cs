using Akka.Actor;

namespace Akka.Event;

/// <summary>Something to be logged, as it goes over the event stream to the loggers.</summary>
public abstract class LogEvent : INoSerializationVerificationNeeded
{
    /// <summary>Null when nothing failed.</summary>
    public Exception Cause { get; protected set; } = null!;

    /// <summary>UTC.</summary>
    public DateTime Timestamp { get; } = DateTime.UtcNow;

    public Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>Who says it: mostly an actor's path.</summary>
    public string LogSource { get; protected set; } = "";

    public Type LogClass { get; protected set; } = null!;

    /// <summary>A text, or a <see cref="LogMessage"/> that becomes one when it is asked for.</summary>
    public object Message { get; protected set; } = "";

    public abstract LogLevel LogLevel();

    public override string ToString()
    {
        var text = $"[{LogLevel().ToString().Replace("Level", "").ToUpperInvariant()}][{Timestamp:MM/dd/yyyy HH:mm:ss.fffzzz}][Thread {Thread.ManagedThreadId:0000}][{LogSource}] {Message}";
        return Cause is null ? text : $"{text}{Environment.NewLine}Cause: {Cause}";
    }
}

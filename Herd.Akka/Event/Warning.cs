namespace Akka.Event;

/// <summary>A log event of level warning.</summary>
public class Warning : LogEvent
{
    public Warning(string logSource, Type logClass, object message)
        : this(null!, logSource, logClass, message)
    {
    }

    public Warning(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}

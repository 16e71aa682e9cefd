namespace Akka.Event;

/// <summary>A log event of level info.</summary>
public class Info : LogEvent
{
    public Info(string logSource, Type logClass, object message)
        : this(null!, logSource, logClass, message)
    {
    }

    public Info(Exception cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}

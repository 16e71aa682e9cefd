namespace Akka.Event;

public static partial class LoggingExtensions
{
    private static void Log(ILoggingAdapter log, LogLevel level, Exception? cause, string format, params object?[] args)
    {
        if (log.IsEnabled(level))
            log.Log(level, cause, new DefaultLogMessage(log.Formatter, format, args!));
    }
}

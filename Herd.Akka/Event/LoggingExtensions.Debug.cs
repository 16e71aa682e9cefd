namespace Akka.Event;

/// <summary>Logging with a template and its arguments, which nobody formats unless it is logged.</summary>
public static partial class LoggingExtensions
{
    public static void Debug(this ILoggingAdapter log, string format) =>
        log.Log(LogLevel.DebugLevel, null, format);

    public static void Debug(this ILoggingAdapter log, Exception cause, string format) =>
        log.Log(LogLevel.DebugLevel, cause, format);

    public static void Debug(this ILoggingAdapter log, string format, object[] args) =>
        Log(log, LogLevel.DebugLevel, null, format, args);

    public static void Debug(this ILoggingAdapter log, Exception cause, string format, object[] args) =>
        Log(log, LogLevel.DebugLevel, cause, format, args);

    public static void Debug<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1);
    }

    public static void Debug<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1);
    }

    public static void Debug<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1, arg2);
    }

    public static void Debug<T1, T2>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1, arg2);
    }

    public static void Debug<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1, arg2, arg3);
    }

    public static void Debug<T1, T2, T3>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1, arg2, arg3);
    }

    public static void Debug<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1, arg2, arg3, arg4);
    }

    public static void Debug<T1, T2, T3, T4>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1, arg2, arg3, arg4);
    }

    public static void Debug<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1, arg2, arg3, arg4, arg5);
    }

    public static void Debug<T1, T2, T3, T4, T5>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1, arg2, arg3, arg4, arg5);
    }

    public static void Debug<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, null, format, arg1, arg2, arg3, arg4, arg5, arg6);
    }

    public static void Debug<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
            Log(log, LogLevel.DebugLevel, cause, format, arg1, arg2, arg3, arg4, arg5, arg6);
    }
}

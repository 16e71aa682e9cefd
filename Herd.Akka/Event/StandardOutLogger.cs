namespace Akka.Event;

/// <summary>Writes log events to standard output, on the thread that publishes them.</summary>
public class StandardOutLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent logEvent)
            Print(logEvent);
        else
            Console.WriteLine(message);
    }

    internal static void Print(LogEvent logEvent)
    {
        try
        {
            Console.WriteLine(logEvent.ToString());
        }
        catch (FormatException e)
        {
            var template = logEvent.Message is LogMessage message ? message.Unformatted() : "";
            Console.WriteLine($"[ERROR][{logEvent.Timestamp}][{logEvent.LogSource}] Can't format the log message '{template}': {e.Message}");
        }
    }
}

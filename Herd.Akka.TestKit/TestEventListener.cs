using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>
/// The logger of tests: like <see cref="DefaultLogger"/>, but leaves out what <see cref="EventFilterFactory">event filters</see>
/// pick. It hears of dead letters and unhandled messages too, and logs them as warnings.
/// </summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var type in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
                    initialize.LoggingBus.Subscribe(Context.Self, type);
                Sender.Tell(new LoggerInitialized(), Self);
                break;
            case Mute mute:
                _filters.AddRange(mute.Filters);
                break;
            case Unmute unmute:
                foreach (var filter in unmute.Filters)
                    _filters.Remove(filter);
                break;
            case LogEvent logEvent:
                Log(logEvent);
                break;
            case DeadLetter letter:
                Log(letter);
                break;
            case UnhandledMessage unhandled:
                Log(new Warning(unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(), $"Unhandled message from {unhandled.Sender}: {unhandled.Message}"));
                break;
            default:
                Print(new Debug(Context.System.Name, GetType(), message));
                break;
        }
        return true;
    }

    private void Log(LogEvent logEvent)
    {
        if (!IsPicked(logEvent))
            Print(logEvent);
    }

    private void Log(DeadLetter letter)
    {
        if (letter.Message is Terminate)
            return;
        var path = letter.Recipient.Path.ToString();
        var type = letter.Recipient.GetType();
        // Filters for dead letters look at the letter, filters for warnings at the text.
        if (IsPicked(new Warning(path, type, letter)))
            return;
        Log(new Warning(path, type, letter.Message is ISystemMessage
            ? $"Received dead system message: {letter.Message}"
            : $"Received dead letter from {letter.Sender}: {letter.Message}"));
    }

    private bool IsPicked(LogEvent logEvent)
    {
        foreach (var filter in _filters)
        {
            try
            {
                if (filter.Apply(logEvent))
                    return true;
            }
            catch (Exception)
            {
                // A filter that can't make anything of an event doesn't pick it.
            }
        }
        return false;
    }
}

using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Picks log events of one class.</summary>
internal sealed class LogEventFilter<TLogEvent> : EventFilterBase
    where TLogEvent : LogEvent
{
    public LogEventFilter(TextMatcher message, TextMatcher source)
        : base(message, source)
    {
    }

    protected override string Name => typeof(TLogEvent).Name;

    protected override bool IsMatch(LogEvent logEvent) => logEvent is TLogEvent && Matches(logEvent.LogSource, logEvent.Message);
}

using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Picks what a predicate says.</summary>
internal sealed class CustomEventFilter : EventFilterBase
{
    private readonly Predicate<LogEvent> _predicate;

    public CustomEventFilter(Predicate<LogEvent> predicate)
        : base(TextMatcher.Any, TextMatcher.Any) => _predicate = predicate;

    protected override string Name => "Custom";

    protected override bool IsMatch(LogEvent logEvent) => _predicate(logEvent);
}

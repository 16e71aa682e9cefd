using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Picks log events by message and source, and tells who listens of each that it picked.</summary>
internal abstract class EventFilterBase : IEventFilter
{
    private readonly TextMatcher _message;
    private readonly TextMatcher _source;

    protected EventFilterBase(TextMatcher? message, TextMatcher? source)
    {
        _message = message ?? TextMatcher.Any;
        _source = source ?? TextMatcher.Any;
    }

    public event Action<LogEvent>? EventMatched;

    protected abstract string Name { get; }

    public bool Apply(LogEvent logEvent)
    {
        if (!IsMatch(logEvent))
            return false;
        EventMatched?.Invoke(logEvent);
        return true;
    }

    public override string ToString()
    {
        var conditions = new List<string>();
        if (_message != TextMatcher.Any)
            conditions.Add($"Message {_message}");
        if (_source != TextMatcher.Any)
            conditions.Add($"Source {_source}");
        return conditions.Count == 0 ? Name : $"{Name} when {string.Join(" and ", conditions)}";
    }

    protected abstract bool IsMatch(LogEvent logEvent);

    protected bool Matches(string source, object? message) => _source.IsMatch(source) && _message.IsMatch(message?.ToString() ?? "null");
}

using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Picks dead letters, that <see cref="TestEventListener"/> wraps in warnings.</summary>
internal sealed class DeadLetterFilter : EventFilterBase
{
    private readonly Predicate<DeadLetter> _isMatch;

    public DeadLetterFilter(TextMatcher source, Predicate<DeadLetter> isMatch)
        : base(TextMatcher.Any, source) => _isMatch = isMatch;

    protected override string Name => "DeadLetter";

    protected override bool IsMatch(LogEvent logEvent) =>
        logEvent is Warning { Message: DeadLetter letter } && _isMatch(letter) && Matches(logEvent.LogSource, letter.Message);
}

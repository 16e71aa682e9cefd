using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Picks errors, of any cause or of some; by the text of the error or of its cause.</summary>
internal sealed class ErrorFilter : EventFilterBase
{
    private readonly Type? _exceptionType;
    private readonly bool _checkInnerExceptions;

    /// <exception cref="ArgumentException">The type isn't an exception's.</exception>
    public ErrorFilter(Type? exceptionType, TextMatcher message, TextMatcher source, bool checkInnerExceptions)
        : base(message, source)
    {
        if (exceptionType is not null && !typeof(Exception).IsAssignableFrom(exceptionType))
            throw new ArgumentException($"The type must be an exception. It was: {exceptionType}", nameof(exceptionType));
        _exceptionType = exceptionType;
        _checkInnerExceptions = checkInnerExceptions;
    }

    protected override string Name => _exceptionType is null ? "Error" : $"Error with Cause <{_exceptionType}>";

    protected override bool IsMatch(LogEvent logEvent)
    {
        if (logEvent is not Error error)
            return false;
        if (_exceptionType is null && error.Cause is null)
            return Matches(error.LogSource, error.Message);
        for (var cause = error.Cause; cause is not null; cause = _checkInnerExceptions ? cause.InnerException : null)
        {
            if (_exceptionType?.IsInstanceOfType(cause) != false && (Matches(error.LogSource, error.Message) || Matches(error.LogSource, cause.Message)))
                return true;
        }
        return false;
    }
}

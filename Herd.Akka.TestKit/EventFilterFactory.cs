using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// Makes filters that pick log events by what they say and where they come from. Texts are compared without regard to
/// case. A source is what the log says, or an actor's path without the address.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem? _system;
    private readonly EventFilterBase[] _filters = [];

    public EventFilterFactory(TestKitBase testkit) => _testkit = testkit;

    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
    {
        _testkit = testkit;
        _system = system;
    }

    internal EventFilterFactory(TestKitBase testkit, ActorSystem system, EventFilterBase[] filters)
        : this(testkit, system) => _filters = filters;

    /// <summary>Picks errors with a cause of that class, by the text of the error or of the cause.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception => Exception(typeof(TException), pattern, source);

    /// <inheritdoc cref="Exception{TException}(Regex, string)"/>
    /// <param name="exceptionType">The class of the cause.</param>
    /// <param name="pattern">What the text must match.</param>
    /// <param name="source">Null: any.</param>
    /// <param name="checkInnerExceptions">Look at the causes of the cause too.</param>
    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        Apply(new ErrorFilter(exceptionType, TextMatcher.Of(pattern), TextMatcher.OfSource(source), checkInnerExceptions));

    /// <inheritdoc cref="Exception{TException}(Regex, string)"/>
    /// <param name="message">The whole text.</param>
    /// <param name="start">Its start, if not the whole is given.</param>
    /// <param name="contains">A part, if neither is given.</param>
    /// <param name="source">Null: any.</param>
    public IEventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <inheritdoc cref="Exception(Type, Regex, string, bool)"/>
    public IEventFilterApplier Exception(Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null, bool checkInnerExceptions = false) =>
        Apply(new ErrorFilter(exceptionType, TextMatcher.Of(message, start, contains), TextMatcher.OfSource(source), checkInnerExceptions));

    /// <summary>Picks errors, with or without a cause.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Apply(new ErrorFilter(null, TextMatcher.Of(message, start, contains), TextMatcher.OfSource(source), false));

    /// <inheritdoc cref="Error(string, string, string, string)"/>
    public IEventFilterApplier Error(Regex pattern, string? source = null) =>
        Apply(new ErrorFilter(null, TextMatcher.Of(pattern), TextMatcher.OfSource(source), false));

    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Apply(new LogEventFilter<Warning>(TextMatcher.Of(message, start, contains), TextMatcher.OfSource(source)));

    public IEventFilterApplier Warning(Regex pattern, string? source = null) =>
        Apply(new LogEventFilter<Warning>(TextMatcher.Of(pattern), TextMatcher.OfSource(source)));

    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Apply(new LogEventFilter<Info>(TextMatcher.Of(message, start, contains), TextMatcher.OfSource(source)));

    public IEventFilterApplier Info(Regex pattern, string? source = null) =>
        Apply(new LogEventFilter<Info>(TextMatcher.Of(pattern), TextMatcher.OfSource(source)));

    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Apply(new LogEventFilter<Debug>(TextMatcher.Of(message, start, contains), TextMatcher.OfSource(source)));

    public IEventFilterApplier Debug(Regex pattern, string? source = null) =>
        Apply(new LogEventFilter<Debug>(TextMatcher.Of(pattern), TextMatcher.OfSource(source)));

    /// <summary>Picks events of that level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) => logLevel switch
    {
        LogLevel.DebugLevel => Debug(message, start, contains, source),
        LogLevel.InfoLevel => Info(message, start, contains, source),
        LogLevel.WarningLevel => Warning(message, start, contains, source),
        LogLevel.ErrorLevel => Error(message, start, contains, source),
        _ => throw new ArgumentOutOfRangeException(nameof(logLevel), logLevel, "Unknown LogLevel"),
    };

    /// <inheritdoc cref="ForLogLevel(LogLevel, string, string, string, string)"/>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) => logLevel switch
    {
        LogLevel.DebugLevel => Debug(pattern, source),
        LogLevel.InfoLevel => Info(pattern, source),
        LogLevel.WarningLevel => Warning(pattern, source),
        LogLevel.ErrorLevel => Error(pattern, source),
        _ => throw new ArgumentOutOfRangeException(nameof(logLevel), logLevel, "Unknown LogLevel"),
    };

    /// <summary>Picks what the predicate says.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Apply(new CustomEventFilter(predicate));

    /// <inheritdoc cref="Custom(Predicate{LogEvent})"/>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Custom(logEvent => logEvent is TLogEvent typed && predicate(typed));

    /// <summary>Picks dead letters.</summary>
    public IEventFilterApplier DeadLetter() => DeadLetter(_ => true, null);

    /// <summary>Picks dead letters with messages of a class.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetter(letter => letter.Message is TMessage, source);

    /// <inheritdoc cref="DeadLetter{TMessage}(string)"/>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        DeadLetter(letter => letter.Message is TMessage message && isMatch(message), source);

    /// <inheritdoc cref="DeadLetter{TMessage}(string)"/>
    public IEventFilterApplier DeadLetter(Type type, string? source = null) => DeadLetter(letter => type.IsInstanceOfType(letter.Message), source);

    /// <inheritdoc cref="DeadLetter{TMessage}(string)"/>
    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) =>
        DeadLetter(letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message), source);

    private EventFilterApplier DeadLetter(Predicate<DeadLetter> isMatch, string? source) =>
        Apply(new DeadLetterFilter(TextMatcher.OfSource(source), isMatch));

    private EventFilterApplier Apply(EventFilterBase filter) => new(_testkit, _system ?? _testkit.Sys, [.. _filters, filter]);
}

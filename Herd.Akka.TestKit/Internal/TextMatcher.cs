using System.Text.RegularExpressions;
using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>A condition on a text, and how to say it.</summary>
internal sealed class TextMatcher
{
    private readonly string _description;
    private readonly Predicate<string> _isMatch;

    private TextMatcher(string description, Predicate<string> isMatch)
    {
        _description = description;
        _isMatch = isMatch;
    }

    public static TextMatcher Any { get; } = new("any", _ => true);

    public static TextMatcher Of(Regex pattern) => new($"matches regex: {pattern}", pattern.IsMatch);

    /// <summary>The first of these that is given; none is <see cref="Any"/>.</summary>
    public static TextMatcher Of(string? message, string? start, string? contains) =>
        message is not null ? new TextMatcher($"== \"{message}\"", text => string.Equals(text, message, StringComparison.OrdinalIgnoreCase))
        : start is not null ? new TextMatcher($"starts with \"{start}\"", text => text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        : contains is not null ? new TextMatcher($"contains \"{contains}\"", text => text.Contains(contains, StringComparison.OrdinalIgnoreCase))
        : Any;

    /// <summary>A log source: the same text, or an actor's path without the address.</summary>
    public static TextMatcher OfSource(string? source) =>
        source is null ? Any : new TextMatcher($"== \"{source}\"", text =>
            string.Equals(text, source, StringComparison.OrdinalIgnoreCase)
            || (ActorPath.TryParse(text, out var path) && string.Equals(path.ToStringWithoutAddress(), source, StringComparison.OrdinalIgnoreCase)));

    public bool IsMatch(string text) => _isMatch(text);

    public override string ToString() => _description;
}

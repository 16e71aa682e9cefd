using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>To all children whose names fit a pattern: * is any text, ? any character.</summary>
public class SelectChildPattern : SelectionPathElement
{
    private readonly Regex _pattern;

    public SelectChildPattern(string patternStr)
    {
        PatternStr = patternStr;
        _pattern = new Regex("^" + Regex.Escape(patternStr).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    public string PatternStr { get; }

    public override bool Equals(object? obj) => obj is SelectChildPattern other && PatternStr == other.PatternStr;

    public override int GetHashCode() => PatternStr.GetHashCode();

    public override string ToString() => PatternStr;

    internal bool Fits(string name) => _pattern.IsMatch(name);
}

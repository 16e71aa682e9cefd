using System.Buffers;
using System.Globalization;
using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Reads the smallest pieces of a HOCON text (keys, texts, substitutions), and knows where it is.</summary>
internal sealed class HoconReader(string text)
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("$\"{}[]:=,#`^?!@*&\\");

    private int _at;

    public bool AtEnd => _at >= text.Length;

    public bool AtWhiteSpace => !AtEnd && char.IsWhiteSpace(text[_at]);

    public bool AtUnquoted => !AtEnd && !AtWhiteSpace && !AtComment && !Reserved.Contains(text[_at]);

    private bool AtComment => Sees('#') || Sees("//");

    public bool Sees(char c) => !AtEnd && text[_at] == c;

    public bool Sees(string word) => string.CompareOrdinal(text, _at, word, 0, word.Length) == 0;

    /// <summary>Steps over <paramref name="c"/> if it stands here.</summary>
    public bool Takes(char c)
    {
        if (!Sees(c))
            return false;
        _at++;
        return true;
    }

    public void SkipWhiteSpaceAndComments()
    {
        while (!AtEnd)
        {
            if (AtComment)
                SkipLine();
            else if (AtWhiteSpace)
                _at++;
            else
                return;
        }
    }

    /// <summary>The spaces and tabs that stand here, perhaps none.</summary>
    public string TakeBlanks()
    {
        var start = _at;
        while (Sees(' ') || Sees('\t'))
            _at++;
        return text[start.._at];
    }

    /// <summary>The name in <c>include "name"</c> when that stands here, else null.</summary>
    public string? TakeInclude()
    {
        if (!Sees("include"))
            return null;

        var start = _at;
        _at += "include".Length;
        if (AtWhiteSpace || AtComment)
        {
            SkipWhiteSpaceAndComments();
            if (Sees('"'))
                return TakeQuoted();
        }

        _at = start;
        return null;
    }

    /// <summary>One step of a key: quoted, or everything up to a dot or a reserved character.</summary>
    public string TakeKey()
    {
        if (Sees('"'))
            return TakeQuoted();

        var start = _at;
        while (!AtEnd && !AtComment && text[_at] != '.' && !Reserved.Contains(text[_at]))
            _at++;

        var key = text[start.._at].Trim();
        if (key.Length == 0)
            throw Expected("a key");
        if (key.Contains('\n'))
            throw Expected("'=', ':' or '{' after a key", start + key.IndexOf('\n'));
        if (key.EndsWith('+') && Sees('='))
            throw Expected("'=' ('+=' is not supported)", _at - 1);
        return key;
    }

    /// <summary>The unquoted text that stands here.</summary>
    /// <exception cref="ConfigurationException">It runs into '=' or ':'.</exception>
    public string TakeUnquoted()
    {
        var start = _at;
        while (AtUnquoted)
            _at++;
        if (Sees('=') || Sees(':'))
            throw new ConfigurationException(Describe(
                $"'{text[start.._at]}' runs into '{text[_at]}': a text with '=' or ':' in it must be quoted, and a new section needs '{{'", _at));
        return text[start.._at];
    }

    public string TakeTripleQuoted()
    {
        var start = _at + 3;
        var end = text.IndexOf("\"\"\"", start, StringComparison.Ordinal);
        if (end < 0)
            throw Expected("'\"\"\"' at the end of a text", text.Length);

        _at = end + 3;
        return text[start..end];
    }

    public string TakeQuoted()
    {
        _at++;
        var quoted = new StringBuilder();
        while (!Takes('"'))
        {
            if (AtEnd)
                throw Expected("'\"' at the end of a text");
            if (Takes('\\'))
                quoted.Append(TakeEscaped());
            else
                quoted.Append(text[_at++]);
        }

        return quoted.ToString();
    }

    /// <summary>The path in the <c>${path}</c> that stands here.</summary>
    public string TakeSubstitution()
    {
        var start = _at += 2;
        while (AtUnquoted)
            _at++;
        if (_at == start || !Sees('}'))
            throw Expected(Sees('?') ? "a path ('${?…}' is not supported)" : "a path and '}' after '${'");
        return text[start.._at++];
    }

    /// <summary>What to throw when something else should stand at the place (by default: here).</summary>
    public FormatException Expected(string what, int? at = null)
    {
        var place = at ?? _at;
        var found = place >= text.Length ? "the end" : text[place] is '\n' or '\r' ? "the end of the line" : $"'{text[place]}'";
        return new FormatException(Describe($"Expected {what}, found {found}", place));
    }

    private char TakeEscaped()
    {
        var escaped = AtEnd ? '\0' : text[_at++];
        switch (escaped)
        {
            case '"' or '\\' or '/': return escaped;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw Expected("one of \" \\ / b f n r t or u and four hexadecimal digits after '\\'", _at - 1);
        }
    }

    private void SkipLine()
    {
        var end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end + 1;
    }

    private string Describe(string problem, int place)
    {
        place = Math.Min(place, text.Length);
        var lineStart = text.LastIndexOf('\n', Math.Max(place - 1, 0), Math.Max(place, 0)) + 1;
        var lineEnd = text.IndexOf('\n', place);
        var line = text[lineStart..(lineEnd < 0 ? text.Length : lineEnd)].TrimEnd('\r').Replace('\t', ' ');
        var number = text.AsSpan(0, lineStart).Count('\n') + 1;
        return $"{problem} at line {number}, column {place - lineStart + 1}:\n{line}\n{new string(' ', place - lineStart)}^";
    }
}

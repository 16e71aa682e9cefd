namespace Herd.Node.Settings;

/// <summary>Refuses text that Akka.NET's parser misreads instead of failing.</summary>
/// <remarks>It closes what is open at the end, skips what follows an extra closing brace, and never ends at <c>[1}</c>.</remarks>
internal ref struct HoconGrammar
{
    /// <summary>Deeper nesting would overflow the parser's stack.</summary>
    private const int MaxDepth = 64;

    /// <summary>Characters that names and texts can't have without quotation marks.</summary>
    private const string Special = "$\"{}[]:=,#`^?!@*&\\";

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private HoconGrammar(string text) => _text = text;

    /// <exception cref="FormatException">It isn't HOCON. The message has the line, what was expected and what was found.</exception>
    public static void CheckFile(string text) => new HoconGrammar(text).File();

    /// <exception cref="FormatException">It isn't exactly one value.</exception>
    public static void CheckValue(string text)
    {
        var grammar = new HoconGrammar(text);
        grammar.Value(0, "");
        grammar.SkipBlank();
        if (!grammar.AtEnd)
            throw grammar.Expected("nothing behind the value");
    }

    private readonly bool AtEnd => _at >= _text.Length;

    private readonly char Current => AtEnd ? '\0' : _text[_at];

    private readonly bool AtComment => Current == '#' || Follows("//");

    private readonly bool AtPlain => !AtEnd && !char.IsWhiteSpace(Current) && !AtComment && !Special.Contains(Current);

    private void File()
    {
        SkipBlank();
        if (Current == '{')
            Section();
        else
            Members('\0', 0);
        SkipBlank();
        if (!AtEnd)
            throw Fault(_at, $"{Shown()} closes nothing; take it out, or add what it closes");
    }

    private void Section()
    {
        var start = Enter();
        Members('}', start);
        Leave();
    }

    /// <param name="end">The closing character; NUL: the end of the text, or an unmatched brace.</param>
    private void Members(char end, int start)
    {
        while (true)
        {
            SkipBlank();
            if (AtEnd)
            {
                if (end != '\0')
                    throw Unclosed(start);
                return;
            }

            if (Current == '}')
                return;
            Member();
            SkipSpace();
            if (Current == ',')
                _at++;
        }
    }

    private void Member()
    {
        var start = _at;
        if (Follows("include") && Include())
            return;
        _at = start;
        Path();
        var name = SettingsCheck.Show(_text[start.._at].Trim().ToString());
        SkipBlank();
        switch (Current)
        {
            case '{':
                Section();
                break;
            case '=' or ':':
                var sign = _at++;
                Value(sign, name);
                if (!AtEnd && !AtComment && Current is not (',' or '}' or '\n'))
                    throw Expected($"a comma or a new line behind the value of {name}");
                break;
            default:
                throw Fault(start, $"expected '=' or a section behind {name}, found {Shown()}");
        }
    }

    /// <returns>False: it is a name that begins with include.</returns>
    private bool Include()
    {
        _at += "include".Length;
        if (!char.IsWhiteSpace(Current))
            return false;
        SkipBlank();
        if (Current != '"')
            return false;
        Quoted();
        return true;
    }

    private void Path()
    {
        while (true)
        {
            SkipSpace();
            if (Current == '"')
                Quoted();
            else
                PlainName();
            SkipSpace();
            if (Current != '.')
                return;
            _at++;
        }
    }

    private void PlainName()
    {
        var start = _at;
        while (AtPlain && Current != '.' || Current is ' ' or '\t')
            _at++;
        var name = _text[start.._at].Trim();
        if (name.IsEmpty)
            throw Expected("a name");
        if (name[^1] == '+' && Current == '=')
            throw Fault(_at, "'+=' isn't known here; give the whole list");
    }

    /// <param name="sign">Where the equals sign is.</param>
    /// <param name="name">The setting's name; empty: the value of a list, or alone.</param>
    private void Value(int sign, string name)
    {
        SkipBlank();
        var start = _at;
        var (texts, lists, sections) = (false, false, false);
        while (true)
        {
            switch (Current)
            {
                case '{':
                    sections = true;
                    Section();
                    break;
                case '[':
                    lists = true;
                    List();
                    break;
                case '"':
                    texts = true;
                    Text();
                    break;
                case '$':
                    Substitution();
                    break;
                default:
                    if (!AtPlain)
                    {
                        if (_at == start)
                            throw Fault(sign, name.Length == 0 ? $"expected a value, found {Shown()}" : $"expected a value for {name}, found {Shown()}");
                        return;
                    }

                    texts = true;
                    while (AtPlain)
                        _at++;
                    break;
            }

            if ((texts ? 1 : 0) + (lists ? 1 : 0) + (sections ? 1 : 0) > 1)
                throw Fault(start, $"a value can't be {(lists ? "a list" : "a section")} and {(texts ? "a text" : "a section")} at once; put a comma or a new line between them");
            SkipSpace();
            if (Current is '=' or ':')
                throw Misplaced(sign, start, name);
        }
    }

    private void List()
    {
        var start = Enter();
        while (true)
        {
            SkipBlank();
            if (AtEnd)
                throw Unclosed(start);
            if (Current == ']')
                break;
            Value(_at, "");
            if (Current == ',')
            {
                _at++;
                continue;
            }

            SkipBlank();
            if (Current == ',')
                throw Fault(_at, "a comma stands on the line of the value before it");
            if (Current == '}')
                throw Expected("']'");
        }

        Leave();
    }

    private void Text()
    {
        if (!Follows("\"\"\""))
        {
            Quoted();
            return;
        }

        var length = _text[(_at + 3)..].IndexOf("\"\"\"");
        if (length < 0)
            throw Unclosed(_at);
        _at += length + 6;
    }

    private void Quoted()
    {
        var start = _at++;
        while (Current != '"')
        {
            if (AtEnd || Current is '\n' or '\r')
                throw Fault(start, "the quotation mark isn't closed on its line");
            if (Current == '\\')
                Escape();
            else
                _at++;
        }

        _at++;
    }

    private void Escape()
    {
        var escape = _text[_at..Math.Min(_at + 6, _text.Length)];
        if (escape.Length > 1 && "\"\\/bfnrt".Contains(escape[1]))
            _at += 2;
        else if (escape is ['\\', 'u', var a, var b, var c, var d] && char.IsAsciiHexDigit(a) && char.IsAsciiHexDigit(b) && char.IsAsciiHexDigit(c) && char.IsAsciiHexDigit(d))
            _at += 6;
        else
            throw Fault(_at, "a backslash in quotation marks begins one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; write \\\\ for one itself");
    }

    private void Substitution()
    {
        var start = _at++;
        if (Current != '{')
            throw Fault(start, "expected ${path}, found '$' alone; put quotation marks around a text that has one");
        _at++;
        if (Current == '?')
            throw Fault(start, "${?path} isn't known here; only ${path} is, of a setting that is there");
        while (AtPlain)
            _at++;
        if (Current != '}' || _at == start + 2)
            throw Fault(start, "expected ${path}, a path without quotation marks");
        _at++;
    }

    private int Enter()
    {
        if (++_depth > MaxDepth)
            throw Fault(_at, $"lists and sections are nested over {MaxDepth} deep");
        return _at++;
    }

    private void Leave()
    {
        _depth--;
        _at++;
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' || Follows("\r\n"))
            _at++;
    }

    private void SkipBlank()
    {
        while (!AtEnd && (char.IsWhiteSpace(Current) || AtComment))
        {
            if (AtComment)
            {
                var length = _text[_at..].IndexOf('\n');
                _at = length < 0 ? _text.Length : _at + length;
            }
            else
            {
                _at++;
            }
        }
    }

    private readonly bool Follows(string text) => _text[Math.Min(_at, _text.Length)..].StartsWith(text);

    private readonly string Shown() => AtEnd ? "the end" : SettingsCheck.Show($"{Current}");

    private readonly FormatException Expected(string expected) => Fault(_at, $"expected {expected}, found {Shown()}");

    private readonly FormatException Unclosed(int start) => Fault(start, $"'{_text[start]}' isn't closed");

    /// <summary>For an equals sign after a value: either the value is missing, or its text needs quotation marks.</summary>
    private readonly FormatException Misplaced(int sign, int start, string name) => _text[sign..start].Contains('\n')
        ? Fault(sign, $"expected a value for {name}, found the next setting")
        : Fault(_at, $"{Shown()} can't stand there; put quotation marks around a text that has one, and a comma or a new line between settings");

    private readonly FormatException Fault(int at, string problem) =>
        new($"line {_text[..Math.Min(at, _text.Length)].Count('\n') + 1}: {problem}");
}

namespace Akka.Configuration.Hocon;

/// <summary>
/// Parses HOCON: sections, lists, texts, <c>${path}</c> and <c>include "name"</c>. There is no <c>${?path}</c> and no
/// <c>+=</c>, and the environment is not looked at.
/// </summary>
public class Parser
{
    private readonly List<HoconSubstitution> _substitutions = [];
    private readonly HoconReader _reader;
    private readonly Func<string, HoconRoot>? _includeCallback;

    private Parser(string text, Func<string, HoconRoot>? includeCallback)
    {
        _reader = new HoconReader(text);
        _includeCallback = includeCallback;
    }

    /// <summary>Parses a text and resolves the substitutions in it.</summary>
    /// <param name="text">HOCON; the braces around the whole may be left out.</param>
    /// <param name="includeCallback">From the name in an include to what stands there, parsed.</param>
    /// <exception cref="FormatException">The text isn't HOCON, or a substitution names nothing; the message shows where.</exception>
    /// <exception cref="ConfigurationException">An unquoted value runs into '=' or ':', or there is an include and no callback.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback) =>
        new Parser(text, includeCallback).ParseRoot();

    private HoconRoot ParseRoot()
    {
        var root = new HoconValue();
        _reader.SkipWhiteSpaceAndComments();
        var braced = _reader.Takes('{');
        ParseObject(root, "", braced);
        if (braced)
        {
            _reader.SkipWhiteSpaceAndComments();
            if (!_reader.AtEnd)
                throw _reader.Expected("the end of the text after the last '}'");
        }

        HoconSubstitutions.Resolve(root, _substitutions);
        return new HoconRoot(root, _substitutions);
    }

    /// <summary>Reads keys and values up to the closing brace, or to the end of a text without braces.</summary>
    private void ParseObject(HoconValue owner, string path, bool braced)
    {
        var section = SectionOf(owner);
        while (true)
        {
            _reader.SkipWhiteSpaceAndComments();
            if (_reader.AtEnd)
            {
                if (braced)
                    throw _reader.Expected("'}'" + (path.Length > 0 ? $" at the end of '{path}'" : ""));
                return;
            }

            if (braced && _reader.Takes('}'))
                return;
            if (_reader.TakeInclude() is { } name)
                Include(section, path, name);
            else
                ParseKey(section, path);
        }
    }

    private void ParseKey(HoconObject section, string path)
    {
        var key = _reader.TakeKey();
        var value = section.GetOrCreateKey(key);
        var valuePath = path.Length == 0 ? key : $"{path}.{key}";

        _reader.SkipWhiteSpaceAndComments();
        if (_reader.Takes('.'))
        {
            _reader.SkipWhiteSpaceAndComments();
            ParseKey(SectionOf(value), valuePath);
        }
        else if (_reader.Takes('=') || _reader.Takes(':'))
        {
            // A section stays: another section is merged into it.
            if (!value.IsObject())
                value.Clear();
            ParseValue(value, valuePath);
        }
        else if (_reader.Takes('{'))
        {
            ParseObject(value, valuePath, braced: true);
        }
        else
        {
            throw _reader.Expected($"'=', ':' or '{{' after the key '{valuePath}'");
        }
    }

    /// <summary>Reads all that belongs to one value: everything up to the end of the line or a comma.</summary>
    private void ParseValue(HoconValue owner, string path)
    {
        _reader.SkipWhiteSpaceAndComments();
        if (!ParseElement(owner, path))
            throw _reader.Expected($"a value for '{path}'");

        do
        {
            if (_reader.TakeBlanks() is { Length: > 0 } blanks)
                owner.AppendValue(new HoconLiteral { Value = blanks });
        }
        while (ParseElement(owner, path));

        _reader.Takes(',');
    }

    private bool ParseElement(HoconValue owner, string path)
    {
        if (_reader.Takes('{'))
            ParseObject(owner, path, braced: true);
        else if (_reader.Takes('['))
            owner.AppendValue(ParseArray(path));
        else if (_reader.Sees("\"\"\""))
            AppendText(owner, _reader.TakeTripleQuoted());
        else if (_reader.Sees('"'))
            AppendText(owner, _reader.TakeQuoted());
        else if (_reader.Sees("${"))
            owner.AppendValue(Remember(new HoconSubstitution(_reader.TakeSubstitution())));
        else if (_reader.AtUnquoted)
            AppendText(owner, _reader.TakeUnquoted());
        else
            return false;
        return true;
    }

    private HoconArray ParseArray(string path)
    {
        var list = new HoconArray();
        while (true)
        {
            _reader.SkipWhiteSpaceAndComments();
            if (_reader.Takes(']'))
                return list;
            if (_reader.AtEnd)
                throw _reader.Expected($"']' at the end of the list '{path}'");

            var value = new HoconValue();
            ParseValue(value, path);
            list.Add(value);
        }
    }

    private void Include(HoconObject section, string path, string name)
    {
        if (_includeCallback is null)
            throw new ConfigurationException($"Can't include '{name}': the configuration was parsed without an include callback.");

        var included = _includeCallback(name);
        foreach (var substitution in included.Substitutions)
        {
            // What was the top of the included text is now below the path.
            substitution.Path = $"{path}.{substitution.Path}";
            Remember(substitution);
        }

        if (included.Value?.GetObject() is { } other)
            section.Merge(other);
    }

    private HoconSubstitution Remember(HoconSubstitution substitution)
    {
        _substitutions.Add(substitution);
        return substitution;
    }

    private static void AppendText(HoconValue owner, string text)
    {
        if (owner.IsObject())
            owner.Clear();
        owner.AppendValue(new HoconLiteral { Value = text });
    }

    private static HoconObject SectionOf(HoconValue value)
    {
        if (!value.IsObject())
            value.NewValue(new HoconObject());
        return value.GetObject()!;
    }
}

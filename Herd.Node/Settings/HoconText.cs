using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Herd.Node.Settings;

/// <summary>Reads HOCON with Akka's parser, and refuses what it would misread.</summary>
internal static class HoconText
{
    /// <exception cref="FormatException">It isn't HOCON.</exception>
    /// <exception cref="ConfigurationException">It isn't HOCON.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> include)
    {
        HoconGrammar.CheckFile(text);
        // Akka's tokenizer fails on a comment of one character at the very end.
        // Substitutions of included files are resolved already. Akka's parser must not see them: it would resolve them with a wrong path.
        var root = Parser.Parse(text + "\n", name => new HoconRoot(include(name).Value));
        foreach (var substitution in root.Substitutions)
            RefuseCircle(substitution);
        return root;
    }

    /// <summary>Parses a list or section as the value of one setting.</summary>
    /// <exception cref="FormatException">It isn't HOCON, or more than one value.</exception>
    /// <exception cref="ConfigurationException">It isn't HOCON.</exception>
    public static Config ParseSetting(IReadOnlyList<string> names, string value)
    {
        HoconGrammar.CheckValue(value);
        return new Config(Parse($"{Path(names)} = {value}", name => throw new FormatException($"include \"{name}\" can't stand in a value")));
    }

    /// <summary>A setting with a text, taken literally.</summary>
    public static Config TextSetting(IReadOnlyList<string> names, string value) =>
        ConfigurationFactory.ParseString($"{Path(names)} = {Quote(value)}");

    /// <summary>Whether it is a list. Akka's own IsArray answers false for an empty one.</summary>
    public static bool IsList(HoconValue value) =>
        value.Values.Exists(element => element is HoconSubstitution { ResolvedValue: { } resolved } ? IsList(resolved) : element.IsArray());

    private static string Path(IReadOnlyList<string> names) => string.Join('.', names.Select(Quote));

    /// <summary>Akka's parser understands JSON's escapes.</summary>
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>Akka would expand a circular substitution forever.</summary>
    private static void RefuseCircle(HoconSubstitution substitution)
    {
        if (IsPartOf(substitution.ResolvedValue, substitution, []))
            throw new FormatException($"${{{substitution.Path}}} is part of its own value");
    }

    private static bool IsPartOf(HoconValue? value, HoconSubstitution wanted, HashSet<HoconValue> seen) =>
        value is not null && seen.Add(value) && value.Values.Exists(element => element switch
        {
            HoconSubstitution other => ReferenceEquals(other, wanted) || IsPartOf(other.ResolvedValue, wanted, seen),
            HoconObject section => section.Items.Values.Any(item => IsPartOf(item, wanted, seen)),
            HoconArray list => list.Exists(item => IsPartOf(item, wanted, seen)),
            _ => false,
        });
}

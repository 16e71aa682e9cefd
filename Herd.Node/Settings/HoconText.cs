using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Herd.Node.Settings;

/// <summary>Reads HOCON with Akka's parser, and refuses what that would take for something else.</summary>
internal static class HoconText
{
    /// <param name="text">A herd file's.</param>
    /// <param name="include">What <c>include "name"</c> means.</param>
    /// <exception cref="FormatException">It isn't HOCON.</exception>
    /// <exception cref="ConfigurationException">It isn't HOCON.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot> include)
    {
        HoconGrammar.CheckFile(text);
        // Akka's tokenizer doesn't know a comment of one character at the very end.
        // What an included file substitutes is resolved when that is read; told of it, Akka's parser would look for it again, under a wrong path.
        var root = Parser.Parse(text + "\n", name => new HoconRoot(include(name).Value));
        foreach (var substitution in root.Substitutions)
            RefuseCircle(substitution);
        return root;
    }

    /// <summary>One setting, as a file that has nothing else.</summary>
    /// <param name="names">The names in its path.</param>
    /// <param name="value">A list or a section, in HOCON.</param>
    /// <exception cref="FormatException">It isn't HOCON, or is more than one value.</exception>
    /// <exception cref="ConfigurationException">It isn't HOCON.</exception>
    public static Config ParseSetting(IReadOnlyList<string> names, string value)
    {
        HoconGrammar.CheckValue(value);
        return new Config(Parse($"{Path(names)} = {value}", name => throw new FormatException($"include \"{name}\" can't stand in a value")));
    }

    /// <summary>One setting whose value is a text.</summary>
    /// <param name="names">The names in its path.</param>
    /// <param name="value">Any text; nothing in it has a meaning in HOCON.</param>
    public static Config TextSetting(IReadOnlyList<string> names, string value) =>
        ConfigurationFactory.ParseString($"{Path(names)} = {Quote(value)}");

    /// <summary>Whether it is a list. Akka's own question answers no for an empty one.</summary>
    public static bool IsList(HoconValue value) =>
        value.Values.Exists(element => element is HoconSubstitution { ResolvedValue: { } resolved } ? IsList(resolved) : element.IsArray());

    private static string Path(IReadOnlyList<string> names) => string.Join('.', names.Select(Quote));

    /// <summary>Akka's parser knows JSON's escapes.</summary>
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>One that is part of its own value would be put in for ever.</summary>
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

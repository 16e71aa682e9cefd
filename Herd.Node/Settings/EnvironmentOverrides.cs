using Akka.Configuration;

namespace Herd.Node.Settings;

/// <summary>Settings from the environment: <c>HERD__PLACES__GOOGLE__API_KEY</c> is herd.places.google.api-key.</summary>
/// <remarks>Two underscores separate names; one is a hyphen, in nodes' and keys' names also a dot. Case doesn't matter.</remarks>
internal static class EnvironmentOverrides
{
    private const string Prefix = "HERD__";
    private const string Separator = "__";

    /// <param name="file">Has the names of nodes and keys.</param>
    /// <exception cref="SettingsException">A variable can't be a setting's.</exception>
    public static IEnumerable<Override> Read(IEnumerable<KeyValuePair<string, string>> environment, Config file)
    {
        var nodes = NamesUnder(file, "herd.nodes");
        var keys = NamesUnder(file, "herd.access.keys");
        return environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => new Override(NamesIn(variable.Key, nodes, keys), variable.Value, Origin(variable.Key), IsVariable: true));
    }

    public static string VariableFor(string path) =>
        string.Join(Separator, SettingPath.Split(path)!.Select(Normalize));

    private static string Origin(string variable) => $"environment variable {variable}";

    private static List<string> NamesUnder(Config file, string path) =>
        file.HasPath(path) && file.GetValue(path).IsObject() ? [.. file.GetConfig(path).AsEnumerable().Select(section => section.Key)] : [];

    private static List<string> NamesIn(string variable, List<string> nodes, List<string> keys)
    {
        var names = variable.Split(Separator).Select(name => name.ToLowerInvariant().Replace('_', '-')).ToList();
        if (names.Contains(""))
            throw new SettingsException($"{Origin(variable)}: no such setting; expected names with two underscores between them, as in HERD__CLIENT__IDLE_TIMEOUT");
        if (names is [_, "nodes", var wanted, ..])
        {
            names[2] = nodes.Find(node => Normalize(node) == Normalize(wanted))
                ?? throw new SettingsException($"{Origin(variable)}: the herd file has no node '{wanted}'{Suggestion(wanted, nodes)}");
        }

        // Keys may exist in the environment only.
        if (names is [_, "access", "keys", var key, ..])
            names[3] = keys.Find(known => Normalize(known) == Normalize(key)) ?? key;
        return names;
    }

    private static string Normalize(string name) => name.ToUpperInvariant().Replace('-', '_').Replace('.', '_');

    private static string Suggestion(string wanted, List<string> nodes) =>
        NearestName.Of(wanted, nodes) is { } nearest ? $"; did you mean {Normalize(nearest)}?" : "";
}

using Akka.Configuration;

namespace Herd.Node.Settings;

/// <param name="Value">A text; HOCON if it begins with [ or { and the setting isn't secret.</param>
/// <param name="Origin">For people: the variable or the option.</param>
internal sealed record Override(IReadOnlyList<string> Names, string Value, string Origin, bool IsVariable)
{
    public string Path { get; } = SettingPath.Join([.. Names]);

    /// <exception cref="SettingsException">It isn't <c>PATH=VALUE</c>.</exception>
    public static Override OfCommandLine(string text)
    {
        var equals = text.IndexOf('=');
        var path = equals < 0 ? text : text[..equals];
        if (equals < 0 || SettingPath.Split(path.Trim()) is not { } names)
            throw new SettingsException($"--set {path}: expected PATH=VALUE, as in --set herd.client.idle-timeout=5m");
        if (names[0] is not ("herd" or "akka"))
            throw new SettingsException($"--set {path}: expected a path that begins with herd or akka, as in herd.{path.Trim()}");
        return new Override(names, text[(equals + 1)..], "--set", IsVariable: false);
    }

    /// <summary>Applies overrides; later ones win.</summary>
    /// <exception cref="SettingsException">A list or section isn't HOCON.</exception>
    public static Config LayOver(Config settings, IEnumerable<Override> overrides) =>
        overrides.Aggregate(settings, (under, over) => over.ToConfig().WithFallback(under));

    private Config ToConfig()
    {
        if (!Value.StartsWith('[') && !Value.StartsWith('{') || HerdSettingsReader.IsSecret(Path))
            return HoconText.TextSetting(Names, Value);

        try
        {
            return HoconText.ParseSetting(Names, Value);
        }
        catch (Exception fault) when (fault is FormatException or ConfigurationException)
        {
            throw new SettingsException(Origin, Path, $"expected a list or section in HOCON; {SettingsCheck.FirstLine(fault.Message)}");
        }
    }
}

/// <summary>Tells whether a setting comes from the herd file or an override.</summary>
internal sealed class SettingOrigins(string fileName, Config file, IReadOnlyList<Override> overrides)
{
    public string Of(string path) => OverrideOf(path)?.Origin ?? fileName;

    public bool IsVariable(string path) => OverrideOf(path) is { IsVariable: true };

    private Override? OverrideOf(string path) =>
        overrides.LastOrDefault(over => IsWithin(path, over.Path))
        ?? (file.HasPath(path) ? null : overrides.LastOrDefault(over => IsWithin(over.Path, path)));

    private static bool IsWithin(string path, string section) =>
        path == section || path.StartsWith(section + ".", StringComparison.Ordinal);
}

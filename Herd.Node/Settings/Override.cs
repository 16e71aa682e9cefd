using Akka.Configuration;

namespace Herd.Node.Settings;

/// <summary>A setting from outside the herd file.</summary>
/// <param name="Names">The names in its path.</param>
/// <param name="Value">Taken as it is; one that begins with [ or { is a list or section in HOCON, secrets aside.</param>
/// <param name="Origin">For people: the variable or the option.</param>
/// <param name="IsVariable">Whether it is an environment variable.</param>
internal sealed record Override(IReadOnlyList<string> Names, string Value, string Origin, bool IsVariable)
{
    public string Path { get; } = SettingPath.Join([.. Names]);

    /// <summary>The command line's <c>--set PATH=VALUE</c>.</summary>
    /// <exception cref="SettingsException">It isn't of that form.</exception>
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

    /// <summary>Overrides over a configuration, the last of them on top.</summary>
    /// <exception cref="SettingsException">A list or section can't be read.</exception>
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

/// <summary>Says for each setting where it comes from: the herd file or an override.</summary>
/// <param name="fileName">For people.</param>
/// <param name="file">What stands in the file.</param>
/// <param name="overrides">In the order in which they are laid over it.</param>
internal sealed class SettingOrigins(string fileName, Config file, IReadOnlyList<Override> overrides)
{
    public string Of(string path) => OverrideOf(path)?.Origin ?? fileName;

    /// <summary>Whether it comes from an environment variable.</summary>
    public bool IsVariable(string path) => OverrideOf(path) is { IsVariable: true };

    private Override? OverrideOf(string path) =>
        overrides.LastOrDefault(over => IsWithin(path, over.Path))
        ?? (file.HasPath(path) ? null : overrides.LastOrDefault(over => IsWithin(over.Path, path)));

    private static bool IsWithin(string path, string section) =>
        path == section || path.StartsWith(section + ".", StringComparison.Ordinal);
}

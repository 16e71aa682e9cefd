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

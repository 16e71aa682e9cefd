using Akka.Configuration;
using Akka.Configuration.Hocon;

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
        var root = new HoconValue();
        root.NewValue(new HoconObject());
        var value = root;
        foreach (var name in Names)
        {
            if (!value.IsObject())
                value.NewValue(new HoconObject());
            value = value.GetObject()!.GetOrCreateKey(name);
        }

        foreach (var element in ReadValue())
            value.AppendValue(element);
        return new Config(new HoconRoot(root));
    }

    private List<IHoconElement> ReadValue()
    {
        if (!Value.StartsWith('[') && !Value.StartsWith('{') || HerdSettingsReader.IsSecret(Path))
            return [new HoconLiteral { Value = Value }];

        try
        {
            return ConfigurationFactory.ParseString($"value = {Value}").GetValue("value")!.Values;
        }
        catch (Exception fault) when (fault is FormatException or ConfigurationException)
        {
            throw new SettingsException(Origin, Path, $"expected a list or section in HOCON; {SettingsCheck.FirstLine(fault.Message)}");
        }
    }
}

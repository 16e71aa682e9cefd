namespace Herd.Node.Settings;

/// <summary>Collects, while settings are read, which ones exist, which were given, and what is wrong.</summary>
internal sealed class SettingsCheck(SettingOrigins origins)
{
    private const int MaxShownLength = 60;

    private readonly HashSet<string> _known = [];
    private readonly List<string> _given = [];
    private readonly List<SettingsException> _faults = [];

    public void Know(string path) => _known.Add(path);

    public void Give(string path) => _given.Add(path);

    public void Refuse(string path, string problem) => _faults.Add(new SettingsException(origins.Of(path), path, problem));

    /// <exception cref="SettingsException">The first unknown setting, or else the first wrong one.</exception>
    public void Throw()
    {
        if (_given.Find(path => !_known.Contains(path)) is { } unknown)
            throw new SettingsException(origins.Of(unknown), unknown, $"no such setting; did you mean {Nearest(unknown)}?");
        if (_faults is [var first, ..])
            throw first;
    }

    /// <summary>Prepares outside text for an error: one line, limited length, no control characters.</summary>
    public static string Show(string text)
    {
        var shown = OneLine(text);
        return shown.Length <= MaxShownLength ? $"'{shown}'" : $"'{shown[..MaxShownLength]}…'";
    }

    public static string OneLine(string text)
    {
        var words = text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(string.Join(' ', words).Select(c => char.IsControl(c) ? $"\\x{(int)c:X2}" : c.ToString()));
    }

    /// <summary>The parser's message without its drawing of the position.</summary>
    public static string FirstLine(string text) =>
        OneLine(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(text)).TrimEnd(':');

    private string? Nearest(string unknown)
    {
        var nearest = NearestName.Of(unknown, _known);
        return nearest is not null && origins.IsVariable(unknown)
            ? $"{EnvironmentOverrides.VariableFor(nearest)} ({nearest})"
            : nearest;
    }
}

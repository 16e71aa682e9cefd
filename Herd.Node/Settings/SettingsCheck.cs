namespace Herd.Node.Settings;

/// <summary>Gathers, while settings are read, which there are, which were given, and what is wrong.</summary>
internal sealed class SettingsCheck(SettingOrigins origins)
{
    private const int MaxShownLength = 60;

    private readonly HashSet<string> _known = [];
    private readonly List<string> _given = [];
    private readonly List<SettingsException> _faults = [];

    /// <summary>There is such a setting or section.</summary>
    public void Know(string path) => _known.Add(path);

    /// <summary>The user gave it a value, rightly or not.</summary>
    public void Give(string path) => _given.Add(path);

    public void Refuse(string path, string problem) => _faults.Add(new SettingsException(origins.Of(path), path, problem));

    /// <exception cref="SettingsException">The first unknown setting, or else the first that is wrong.</exception>
    public void Throw()
    {
        if (_given.Find(path => !_known.Contains(path)) is { } unknown)
            throw new SettingsException(origins.Of(unknown), unknown, $"no such setting; did you mean {Nearest(unknown)}?");
        if (_faults is [var first, ..])
            throw first;
    }

    /// <summary>Text from outside as it may stand in an error: on one line, not long, without control characters.</summary>
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

    /// <summary>What the parser says, without its drawing of the place.</summary>
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

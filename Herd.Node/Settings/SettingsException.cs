namespace Herd.Node.Settings;

/// <summary>A user's mistake. The message is one line: where, what was expected, what was found, what to do.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string origin, string path, string problem)
        : base($"{origin}: {path}: {problem}")
    {
    }
}

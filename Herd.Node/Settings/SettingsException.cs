namespace Herd.Node.Settings;

/// <summary>A user's mistake in a setting. The message is one line: where, what was expected, what was found, what to do.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <param name="origin">The file, variable or option.</param>
    /// <param name="path">The setting.</param>
    /// <param name="problem">What was expected and what was found, and what to do.</param>
    public SettingsException(string origin, string path, string problem)
        : base($"{origin}: {path}: {problem}")
    {
    }
}

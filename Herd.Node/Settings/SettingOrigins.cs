using Akka.Configuration;

namespace Herd.Node.Settings;

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

namespace Herd.Node.Settings;

/// <summary>The command line's <c>--set PATH=VALUE</c>.</summary>
internal static class CommandLineOverride
{
    /// <exception cref="SettingsException">It isn't of that form.</exception>
    public static Override Parse(string text)
    {
        var equals = text.IndexOf('=');
        var path = equals < 0 ? text : text[..equals];
        if (equals < 0 || SettingPath.Split(path.Trim()) is not { } names)
            throw new SettingsException($"--set {path}: expected PATH=VALUE, as in --set herd.client.idle-timeout=5m");
        if (names[0] is not ("herd" or "akka"))
            throw new SettingsException($"--set {path}: expected a path that begins with herd or akka, as in herd.{path.Trim()}");
        return new Override(names, text[(equals + 1)..], "--set", IsVariable: false);
    }
}

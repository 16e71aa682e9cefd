namespace Herd.Node.Settings;

/// <summary>Paths of settings: names separated by dots. A name with a dot is in quotation marks.</summary>
internal static class SettingPath
{
    public static string Join(params ReadOnlySpan<string> names)
    {
        var path = Quote(names[0]);
        foreach (var name in names[1..])
            path += "." + Quote(name);
        return path;
    }

    public static string Append(string path, string name) => path.Length == 0 ? Quote(name) : $"{path}.{Quote(name)}";

    /// <returns>Null: it isn't a path.</returns>
    public static IReadOnlyList<string>? Split(string path)
    {
        List<string> names = [];
        while (true)
        {
            var quoted = path.StartsWith('"');
            var end = quoted ? path.IndexOf('"', 1) + 1 : path.IndexOf('.');
            if (quoted && end == 0)
                return null;
            if (end < 0)
                end = path.Length;

            var name = quoted ? path[1..(end - 1)] : path[..end].Trim();
            if (name.Length == 0)
                return null;
            names.Add(name);
            if (end == path.Length)
                return names;
            if (path[end] != '.')
                return null;
            path = path[(end + 1)..];
        }
    }

    public static string Quote(string name) => name.Contains('.') ? $"\"{name}\"" : name;
}

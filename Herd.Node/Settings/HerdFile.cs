using System.Reflection;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Herd.Node.Settings;

/// <param name="Name">For people: the path as given, or the shipped file's name.</param>
internal abstract record HerdFile(string Name)
{
    public const string Default = "goloman";

    private const string Extension = ".conf";
    private const string ResourcePrefix = "hocon/";

    /// <summary>Deeper includes count as circular.</summary>
    private const int MaxIncludeDepth = 16;

    private static readonly Assembly Program = typeof(HerdFile).Assembly;

    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. Program.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name))
            .Order(),
    ];

    /// <summary>Finds a shipped herd by name, or a file by path.</summary>
    /// <exception cref="SettingsException">There is neither.</exception>
    public static HerdFile Find(string herd)
    {
        if (Shipped.Contains(herd))
            return new ShippedFile(herd + Extension);
        if (File.Exists(herd))
            return new UserFile(herd);
        if (Directory.Exists(herd))
            throw new SettingsException($"--herd {herd}: expected a file, found a folder");

        var suggestion = NearestName.Similar(herd, Shipped) is { } nearest ? $"; did you mean {nearest}?" : "";
        throw new SettingsException(
            $"--herd {herd}: there is no such file, and no shipped herd of that name{suggestion} (shipped: {string.Join(", ", Shipped)})");
    }

    /// <exception cref="SettingsException">The file can't be read, or isn't HOCON.</exception>
    public Config Read() => new(Parse(depth: 0));

    protected abstract HerdFile Included(string name);

    protected abstract string ReadText();

    private HoconRoot Parse(int depth)
    {
        try
        {
            return HoconText.Parse(ReadText(), name => Included(name).Parse(depth + 1, Name, name));
        }
        catch (Exception fault) when (fault is FormatException or ConfigurationException)
        {
            throw new SettingsException($"{Name}: not HOCON: {SettingsCheck.FirstLine(fault.Message)}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Name}: can't be read: {SettingsCheck.OneLine(fault.Message)}");
        }
    }

    private HoconRoot Parse(int depth, string includedBy, string name)
    {
        if (depth > MaxIncludeDepth)
            throw new SettingsException($"{includedBy}: include \"{name}\" goes round in a circle, or over {MaxIncludeDepth} files deep");
        return Parse(depth);
    }

    private sealed record ShippedFile(string Name) : HerdFile(Name)
    {
        protected override HerdFile Included(string name) => Shipped.Contains(Path.GetFileNameWithoutExtension(name))
            ? new ShippedFile(Path.GetFileNameWithoutExtension(name) + Extension)
            : throw new SettingsException($"{Name}: include \"{name}\": no such shipped herd file");

        protected override string ReadText()
        {
            using var stream = Program.GetManifestResourceStream(ResourcePrefix + Name)!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Includes are searched next to the file, and then among the shipped files.</summary>
    private sealed record UserFile(string Name) : HerdFile(Name)
    {
        protected override HerdFile Included(string name)
        {
            var path = Path.Combine(Path.GetDirectoryName(Name) ?? "", name);
            if (File.Exists(path))
                return new UserFile(path);
            if (name.EndsWith(Extension, StringComparison.Ordinal) && Shipped.Contains(name[..^Extension.Length]))
                return new ShippedFile(name);
            throw new SettingsException($"{Name}: include \"{name}\": there is no file {path}, and no shipped herd file of that name");
        }

        protected override string ReadText() => File.ReadAllText(Name);
    }
}

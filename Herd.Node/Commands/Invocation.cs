namespace Herd.Node.Commands;

/// <summary>The command that runs this program from the current folder, for help texts.</summary>
internal static class Invocation
{
    private const string Project = "Herd.Node.csproj";

    public static string Command { get; } = Find();

    private static string Find()
    {
        if (FindProject(AppContext.BaseDirectory) is { } project)
        {
            var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                ? " -c Release"
                : "";
            return $"dotnet run --no-build{configuration} --project {Quote(Relative(project))} --";
        }

        var program = Environment.ProcessPath ?? "herd";
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            return $"dotnet {Quote(Relative(Path.Combine(AppContext.BaseDirectory, "herd.dll")))}";
        return IsOnPath(program) ? Path.GetFileNameWithoutExtension(program) : Quote(WithFolder(Relative(program)));
    }

    /// <summary>The project's folder if the program runs from its bin/CONFIGURATION/FRAMEWORK; null: it doesn't.</summary>
    private static string? FindProject(string folder)
    {
        var candidate = Directory.GetParent(folder.TrimEnd(Path.DirectorySeparatorChar))?.Parent?.Parent?.FullName;
        return candidate is not null && File.Exists(Path.Combine(candidate, Project)) ? candidate : null;
    }

    private static bool IsOnPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Contains(Path.GetDirectoryName(program)) ?? false;

    private static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>Shells search a bare name on the PATH only.</summary>
    private static string WithFolder(string path) =>
        path.Contains(Path.DirectorySeparatorChar) ? path : $".{Path.DirectorySeparatorChar}{path}";

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}

namespace Herd.Bench.Rivals;

/// <summary>Programs of the machine that competitors run on, and that needn't be there.</summary>
internal static class InstalledProgram
{
    /// <summary>Whether a folder of PATH holds it.</summary>
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    /// <summary>Why something that needs it is left out.</summary>
    public static string Missing(string name) => $"{name} isn't installed on this machine (no folder of PATH holds it)";
}

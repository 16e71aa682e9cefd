namespace Herd.Node.Commands;

/// <summary>
/// The netcat of this machine. Those that there are differ in what makes them end: the connection's sending side has to
/// be closed behind the last command, so that the node closes the other side behind the last answer.
/// </summary>
internal static class Netcat
{
    /// <summary>The command, ready for host and port; null if there is none that is known to work.</summary>
    public static string? Command { get; } = Find();

    private static string? Find()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var nc = folders.Select(folder => Path.Combine(folder, "nc")).FirstOrDefault(File.Exists);
        if (nc is null || OperatingSystem.IsWindows())
            return null;
        return Path.GetFileName(ResolveLinks(nc)) switch
        {
            "nc.openbsd" => "nc -N",
            "nc.traditional" => "nc -q 1",
            "ncat" or "busybox" => "nc",
            _ => OperatingSystem.IsMacOS() ? "nc" : null,
        };
    }

    private static string ResolveLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }
}

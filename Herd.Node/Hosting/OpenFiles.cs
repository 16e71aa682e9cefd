using System.Globalization;
using System.Net.Sockets;

namespace Herd.Node.Hosting;

/// <summary>
/// The process's limit of open files, of which each connection is one, and what of it isn't for everybody. Of the files
/// that are free when the first connection comes,
/// <list type="bullet">
/// <item>64 are kept from all connections: for logs, and what the runtime opens when it first needs it. A runtime that can't
/// open a file then ends the process;</item>
/// <item>an eighth, 32 to 256, is kept from clients: for links, membership and HTTP, so that a node full of clients is still
/// one of its herd;</item>
/// </list>
/// and less where so few are free that clients would get none.
/// </summary>
internal static class OpenFiles
{
    private const string Folder = "/proc/self/fd";

    /// <summary>At most so many may be open (<c>ulimit -n</c>).</summary>
    private static readonly long Limit = ReadLimit();

    private static readonly long Free = Limit - CountOpen();
    private static readonly long Reserve = Math.Clamp(Free / 2, 0, 64);
    private static readonly long ReserveFromClients = Reserve + Math.Clamp(Free / 8, Math.Clamp(Free / 4, 0, 32), 256);

    /// <summary>
    /// Whether a connection that was just accepted needs a reserve that isn't for it. A system gives the lowest free number,
    /// so a high one tells that all below it are in use.
    /// </summary>
    /// <param name="accepted">The connection.</param>
    /// <param name="isClient">It is a client's.</param>
    public static bool AreShortFor(Socket accepted, bool isClient) =>
        accepted.Handle >= Limit - (isClient ? ReserveFromClients : Reserve);

    private static long ReadLimit()
    {
        if (!OperatingSystem.IsLinux())
            return long.MaxValue;
        // Max open files            1048576              1048576              files
        var fields = File.ReadLines("/proc/self/limits")
            .FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?["Max open files".Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : long.MaxValue;
    }

    private static int CountOpen() => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries(Folder).Count() : 0;
}

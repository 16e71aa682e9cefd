using System.Globalization;
using System.Net.Sockets;

namespace Herd.Node.Hosting;

/// <summary>The limit of open files, and reserves of the files free at start, so that clients can't take all of them.</summary>
/// <remarks>64 files are kept from all connections, for logs and the runtime, which ends the process if it can't open a file. An eighth (32
/// to 256) is kept from clients, for links, membership and HTTP. Both are less if few files are free.</remarks>
internal static class OpenFiles
{
    private const string Folder = "/proc/self/fd";

    private static readonly long Limit = ReadLimit();

    private static readonly long Free = Limit - CountOpen();
    private static readonly long Reserve = Math.Clamp(Free / 2, 0, 64);
    private static readonly long ReserveFromClients = Reserve + Math.Clamp(Free / 8, Math.Clamp(Free / 4, 0, 32), 256);

    /// <summary>Whether a new connection uses a reserve that isn't for it.</summary>
    /// <remarks>The system gives out the lowest free number, so all below it are in use.</remarks>
    public static bool AreShortFor(Socket accepted, bool isClient) =>
        accepted.Handle >= Limit - (isClient ? ReserveFromClients : Reserve);

    private static long ReadLimit()
    {
        if (!OperatingSystem.IsLinux())
            return long.MaxValue;
        // Max open files   1048576     1048576     files
        var fields = File.ReadLines("/proc/self/limits")
            .FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?["Max open files".Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : long.MaxValue;
    }

    private static int CountOpen() => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries(Folder).Count() : 0;
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Herd.Actors.Locations;

/// <summary>Asks Linux for 2 MiB pages (madvise): the first write to one costs little more than to one of 4 KiB. Advice only.</summary>
internal static class HugePages
{
    private const int PageBytes = 2 * 1024 * 1024;
    private const int AdviseHugePage = 14;

    /// <param name="array">Not written to yet: pages that were have their memory.</param>
    public static void Advise<T>(T[] array)
        where T : unmanaged
    {
        var bytes = (nint)array.Length * Unsafe.SizeOf<T>();
        if (!OperatingSystem.IsLinux() || bytes < PageBytes)
            return;
        var pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            var start = pinned.AddrOfPinnedObject();
            // Only pages that are wholly the array's.
            var (first, end) = ((start + PageBytes - 1) & -PageBytes, (start + bytes) & -PageBytes);
            if (first < end)
                _ = Advise(first, end - first, AdviseHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A Linux without madvise has no such pages.
        }
        finally
        {
            pinned.Free();
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint address, nint length, int advice);
}

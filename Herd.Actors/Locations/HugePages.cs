using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Herd.Actors.Locations;

/// <summary>
/// Asks Linux to give the memory of large arrays in pages of 2 MiB (madvise(2), MADV_HUGEPAGE). Memory is given when it is
/// first written to, and such a page then costs little more than one of 4 KiB, of which there would be 512. It is only
/// advice: without, or elsewhere, all is the same, and slower.
/// </summary>
internal static class HugePages
{
    private const int PageBytes = 2 * 1024 * 1024;
    private const int AdviseHugePage = 14;

    /// <param name="array">Just made: what was written to has its memory.</param>
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
            // Those pages that are the array's alone.
            var (first, end) = ((start + PageBytes - 1) & -PageBytes, (start + bytes) & -PageBytes);
            if (first < end)
                _ = Advise(first, end - first, AdviseHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A Linux without such a function has no such pages.
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

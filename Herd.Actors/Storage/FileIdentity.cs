using System.Runtime.InteropServices;

namespace Herd.Actors.Storage;

/// <summary>Which file a path leads to. On Linux an open file stays writable when it is deleted or replaced: only its path tells.</summary>
/// <param name="Number">Inode; unique on its device while the file is open.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number, bool IsEmpty)
{
    private const int CurrentFolder = -100;
    private const uint NumberWanted = 0x100;
    private const uint SizeWanted = 0x200;
    private const int StructLength = 256;

    // struct statx of the kernel, the same on every processor.
    private const int NumberOffset = 32;
    private const int SizeOffset = 40;
    private const int DeviceMajorOffset = 136;
    private const int DeviceMinorOffset = 140;

    /// <returns>Null: nothing is there, or it can't be looked at. Except on Linux all files look the same.</returns>
    public static FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) ? new FileIdentity(0, 0, IsEmpty: false) : null;
        var file = new byte[StructLength];
        try
        {
            if (Stat(CurrentFolder, path, 0, NumberWanted | SizeWanted, file) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            return File.Exists(path) ? new FileIdentity(0, 0, IsEmpty: false) : null;
        }

        return new FileIdentity(
            ((ulong)BitConverter.ToUInt32(file, DeviceMajorOffset) << 32) | BitConverter.ToUInt32(file, DeviceMinorOffset),
            BitConverter.ToUInt64(file, NumberOffset),
            BitConverter.ToUInt64(file, SizeOffset) == 0);
    }

    public bool IsSameFile(FileIdentity other) => Device == other.Device && Number == other.Number;

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint wanted, [Out] byte[] file);
}

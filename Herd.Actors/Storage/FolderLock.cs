namespace Herd.Actors.Storage;

/// <summary>Keeps other processes out of a node's folder. It ends with the process, however that ends; the file stays.</summary>
public sealed class FolderLock : IDisposable
{
    public const string FileName = "locations.lock";

    private readonly FileStream _file;
    private readonly FileIdentity? _identity;

    private FolderLock(FileStream file) => (_file, _identity) = (file, FileIdentity.Of(file.Name));

    /// <summary>False: its file was deleted or replaced, so others aren't kept out.</summary>
    internal bool IsInPlace => _identity is { } taken && FileIdentity.Of(_file.Name) is { } now && now.IsSameFile(taken);

    /// <exception cref="DurableCopyException">Another process has it.</exception>
    /// <exception cref="IOException">The folder can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written to.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw DurableCopyException.InUse(folder, e);
        }
    }

    /// <summary>Whether another process has it. A folder that is missing or can't be looked into is nobody's.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException e)
        {
            return IsTaken(e);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EAGAIN of Linux and of macOS, and Windows' sharing violation.</summary>
    private static bool IsTaken(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}

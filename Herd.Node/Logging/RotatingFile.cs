using Microsoft.Win32.SafeHandles;

namespace Herd.Node.Logging;

/// <summary>An appended file. When full, <c>messages.log</c> becomes <c>messages.1.log</c>, and so on. Not thread-safe.</summary>
/// <param name="path">Its folder is created if needed.</param>
/// <param name="maxSize">Bytes. A single longer write exceeds it.</param>
/// <param name="maxFiles">At least 1, the one being written.</param>
internal sealed class RotatingFile(string path, long maxSize, int maxFiles) : IDisposable
{
    private SafeFileHandle? _file;

    public string Path => path;

    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file ??= Open();
        // Read at each write: someone may have truncated the file.
        var length = RandomAccess.GetLength(_file);
        if (length > 0 && length + bytes.Length > maxSize)
        {
            Dispose();
            Rotate();
            _file = Open();
            length = RandomAccess.GetLength(_file);
        }

        RandomAccess.Write(_file, bytes, length);
    }

    /// <summary>Closes the file; the next write opens it again.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    public IEnumerable<string> Files => Enumerable.Range(0, maxFiles).Select(PathOf).Where(File.Exists);

    private SafeFileHandle Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Rotate()
    {
        File.Delete(PathOf(maxFiles - 1));
        for (var age = maxFiles - 2; age >= 0; age--)
        {
            if (File.Exists(PathOf(age)))
                File.Move(PathOf(age), PathOf(age + 1));
        }
    }

    private string PathOf(int age) => age == 0
        ? path
        : System.IO.Path.ChangeExtension(path, $"{age}{System.IO.Path.GetExtension(path)}");
}

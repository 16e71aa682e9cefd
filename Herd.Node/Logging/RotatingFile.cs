namespace Herd.Node.Logging;

/// <summary>
/// A file that is appended to until it is full, and then renamed: <c>messages.log</c> becomes <c>messages.1.log</c>,
/// that becomes <c>messages.2.log</c>, and the oldest is deleted. For one thread.
/// </summary>
/// <param name="path">Its folder is made if it isn't there.</param>
/// <param name="maxSize">In bytes. A file that is begun with a longer write gets longer.</param>
/// <param name="maxFiles">At least 1: the one being written.</param>
internal sealed class RotatingFile(string path, long maxSize, int maxFiles) : IDisposable
{
    private FileStream? _file;

    public string Path => path;

    /// <exception cref="IOException">The disk is full, or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file ??= Open();
        if (_file.Length > 0 && _file.Length + bytes.Length > maxSize)
        {
            Dispose();
            Rotate();
            _file = Open();
        }

        _file.Write(bytes);
    }

    /// <summary>Closes the file; the next write opens it again.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        // Whole lines come, many at a time: a second buffer would only copy them.
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
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

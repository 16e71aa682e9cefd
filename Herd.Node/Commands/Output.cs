using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Herd.Node.Commands;

/// <summary>Standard output that fails once its reader has gone, so that endless commands end.</summary>
/// <remarks>The console's own stream ignores a closed pipe.</remarks>
internal sealed class Output : IAsyncDisposable
{
    private const int Descriptor = 1;

    private readonly Stream _stream = Open();

    public ValueTask WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <exception cref="IOException">The reader has gone.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes).ConfigureAwait(false);
        await _stream.FlushAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        var file = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!file.CanSeek)
            return file;
        // Others may append to the file, too. Only the console's stream writes at its current end.
        file.Dispose();
        return Console.OpenStandardOutput();
    }
}

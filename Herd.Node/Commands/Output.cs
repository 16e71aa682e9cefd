using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Herd.Node.Commands;

/// <summary>
/// Standard output that says when nobody reads it any more: the console's own swallows what is written into a closed pipe,
/// and a command that goes on for ever would go on for nobody.
/// </summary>
internal sealed class Output : IAsyncDisposable
{
    private const int Descriptor = 1;

    private readonly Stream _stream = Open();

    /// <exception cref="IOException">Nobody reads it.</exception>
    public ValueTask WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <exception cref="IOException">Nobody reads it.</exception>
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
        // Into a file others may write, too: only the console's stream writes where they have come to.
        file.Dispose();
        return Console.OpenStandardOutput();
    }
}

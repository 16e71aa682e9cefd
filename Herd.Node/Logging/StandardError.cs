using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Herd.Node.Logging;

/// <summary>Standard error that never blocks or fails: a thread of its own writes. Excess lines are dropped and counted.</summary>
internal sealed class StandardError : TextWriter
{
    private const int Descriptor = 2;

    private const int MaxLines = 1024;

    /// <summary>Longer pieces are cut, to bound memory.</summary>
    private const int MaxLength = 16 * 1024;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxLines) { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly StringBuilder _begun = new();
    private long _queued;
    private long _written;
    private long _leftOut;

    /// <param name="stream">Only used by the writer's own thread.</param>
    public StandardError(Stream stream)
        : base(CultureInfo.InvariantCulture)
    {
        _stream = stream;
        new Thread(Run) { IsBackground = true, Name = "standard error" }.Start();
    }

    public override Encoding Encoding => Encoding.UTF8;

    public static StandardError Open() => new(IsOurs() ? Stream.Null : OpenDescriptor());

    public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            _begun.Append(buffer[..Math.Min(buffer.Length, MaxLength)]);
            if (buffer.Contains('\n') || _begun.Length > MaxLength)
                HandOver();
        }
    }

    public override void WriteLine(string? value) => WriteLine(value.AsSpan());

    public override void WriteLine(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            _begun.Append(buffer[..Math.Min(buffer.Length, MaxLength)]).Append('\n');
            HandOver();
        }
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <summary>Waits at most one second until all is written or dropped.</summary>
    public override void Flush()
    {
        long wanted;
        lock (_lock)
        {
            if (_begun.Length > 0)
                HandOver();
            wanted = _queued;
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref _written) >= wanted, FlushTimeout);
    }

    /// <summary>The console's own stream keeps standard output locked while it writes, even while it is blocked.</summary>
    private static Stream OpenDescriptor()
    {
        if (OperatingSystem.IsWindows() || !Console.IsErrorRedirected)
            return Console.OpenStandardError();
        var file = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!file.CanSeek)
            return file;
        // Others may append to the file, too. Only the console's stream writes at its current end.
        file.Dispose();
        return Console.OpenStandardError();
    }

    private void HandOver()
    {
        if (_lines.Writer.TryWrite(_begun.ToString()))
            _queued++;
        else
            Interlocked.Increment(ref _leftOut);
        _begun.Clear();
    }

    private void Run()
    {
        var lines = _lines.Reader;
        while (lines.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (lines.TryRead(out var line))
            {
                WriteOut(line);
                Interlocked.Increment(ref _written);
            }

            if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
                WriteOut($"herd: {leftOut} lines left out here: standard error didn't take them\n");
        }
    }

    private void WriteOut(string text)
    {
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(text).AsSpan());
            _stream.Flush();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or UnauthorizedAccessException or NotSupportedException)
        {
            // There is no other place to report it.
        }
    }

    /// <summary>Whether the descriptor is a file that this program opened, recognized by close-on-exec.</summary>
    /// <remarks>Started without standard error, the program would get its first file there, and write warnings into it.</remarks>
    private static bool IsOurs()
    {
        const int CloseOnExec = 0x80000;
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{Descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (IOException)
        {
            // Not open yet.
            return true;
        }
    }
}

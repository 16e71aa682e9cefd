using System.Buffers;

namespace Herd.Node.Hosting;

/// <summary>
/// A connection's buffers. They are small, since most clients send a command now and then and there may be thousands of
/// them; while reads fill them, the next are larger. Not so where the answers are many times as long, as those to WHATSATs
/// are: what was read takes long to answer, and for ever if the client doesn't read, and is in memory all that time.
/// </summary>
internal sealed class ClientBuffers : MemoryPool<byte>
{
    private const int MinBytes = 4 * 1024;
    private const int MaxBytes = 64 * 1024;

    /// <summary>Answers to IAMATs are some 1.3 times as long, answers to WHATSATs some 100 times.</summary>
    private const int MaxAnswers = 8;

    private int _bytes = MinBytes;
    private long _answered;
    private long _lastRead;

    public override int MaxBufferSize => Array.MaxLength;

    /// <summary>A read ended.</summary>
    /// <param name="room">Bytes that it could have brought.</param>
    /// <param name="read">Bytes that it brought.</param>
    public void Adapt(int room, int read)
    {
        var isAnsweredAtLength = _answered > MaxAnswers * _lastRead;
        (_answered, _lastRead) = (0, read);
        if (isAnsweredAtLength)
            _bytes = MinBytes;
        else if (read == room)
            _bytes = Math.Min(MaxBytes, _bytes * 2);
        else if (read < _bytes / 4)
            _bytes = Math.Max(MinBytes, _bytes / 2);
    }

    /// <summary>Answers were sent.</summary>
    /// <param name="bytes">How many.</param>
    public void Answer(int bytes) => _answered += bytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Buffer(Math.Max(minBufferSize, _bytes));

    protected override void Dispose(bool disposing)
    {
        // All buffers are of the pool that all share.
    }

    private sealed class Buffer(int bytes) : IMemoryOwner<byte>
    {
        private byte[]? _array = ArrayPool<byte>.Shared.Rent(bytes);

        public Memory<byte> Memory => _array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array)
                ArrayPool<byte>.Shared.Return(array);
        }
    }
}

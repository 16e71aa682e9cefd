using System.Buffers;

namespace Herd.Node.Hosting;

/// <summary>A connection's buffers. They grow while reads fill them: most of thousands of clients send little.</summary>
/// <remarks>They stay small while answers are long, as to WHATSAT: what was read stays in memory until it is answered.</remarks>
internal sealed class ClientBuffers : MemoryPool<byte>
{
    private const int MinBytes = 4 * 1024;
    private const int MaxBytes = 64 * 1024;

    /// <summary>Answers are about 1.3 times as long as IAMATs, but 100 times as long as WHATSATs.</summary>
    private const int MaxAnswers = 8;

    private int _bytes = MinBytes;
    private long _answered;
    private long _lastRead;

    public override int MaxBufferSize => Array.MaxLength;

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

    public void Answer(int bytes) => _answered += bytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Buffer(Math.Max(minBufferSize, _bytes));

    protected override void Dispose(bool disposing)
    {
        // Buffers belong to the shared pool.
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

using System.Buffers.Binary;

namespace Herd.Node.Logging;

/// <summary>
/// Records of the message log, in the order in which they were appended, in one array of fixed size. Any number of
/// threads may append at a time: each reserves its own stretch of the array, and then copies.
/// </summary>
internal sealed class MessageSegment(int capacity)
{
    /// <summary>Length of the text, kind, connection, moment.</summary>
    private const int HeaderLength = sizeof(int) + sizeof(byte) + sizeof(long) + sizeof(long);

    private readonly byte[] _bytes = new byte[capacity];
    private long _reserved;
    private long _firstTooLong = long.MaxValue;
    private int _appending;

    /// <summary>Keeps the segment from being read until <see cref="Leave"/>.</summary>
    public void Enter() => Interlocked.Increment(ref _appending);

    public void Leave() => Interlocked.Decrement(ref _appending);

    /// <summary>Waits until nobody appends; they only copy.</summary>
    public void AwaitAppenders() => SpinWait.SpinUntil(() => Volatile.Read(ref _appending) == 0);

    /// <summary>Forgets everything; only while nobody appends.</summary>
    public void Clear()
    {
        _reserved = 0;
        _firstTooLong = long.MaxValue;
    }

    /// <returns>False when there is no room.</returns>
    public bool TryAppend(MessageKind kind, long connection, DateTime moment, ReadOnlySpan<byte> text)
    {
        if (Volatile.Read(ref _reserved) >= _bytes.Length)
            return false;
        var length = HeaderLength + text.Length;
        var start = Interlocked.Add(ref _reserved, length) - length;
        if (start + length > _bytes.Length)
        {
            // One stretch at most begins inside the array and ends outside.
            if (start < _bytes.Length)
                Volatile.Write(ref _firstTooLong, start);
            return false;
        }

        var record = _bytes.AsSpan((int)start, length);
        BinaryPrimitives.WriteInt32LittleEndian(record, text.Length);
        record[4] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(record[5..], connection);
        BinaryPrimitives.WriteInt64LittleEndian(record[13..], moment.Ticks);
        text.CopyTo(record[HeaderLength..]);
        return true;
    }

    /// <summary>What was appended; only while nobody appends.</summary>
    public Records Read() => new(_bytes.AsSpan(0, (int)Math.Min(Math.Min(_reserved, _firstTooLong), _bytes.Length)));

    /// <summary>Goes through records.</summary>
    public ref struct Records(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public MessageKind Kind { get; private set; }

        public long Connection { get; private set; }

        /// <summary>UTC.</summary>
        public DateTime Moment { get; private set; }

        public ReadOnlySpan<byte> Text { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            Kind = (MessageKind)_rest[4];
            Connection = BinaryPrimitives.ReadInt64LittleEndian(_rest[5..]);
            Moment = new DateTime(BinaryPrimitives.ReadInt64LittleEndian(_rest[13..]), DateTimeKind.Utc);
            Text = _rest.Slice(HeaderLength, BinaryPrimitives.ReadInt32LittleEndian(_rest));
            _rest = _rest[(HeaderLength + Text.Length)..];
            return true;
        }
    }
}

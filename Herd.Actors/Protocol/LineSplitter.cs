using System.Buffers;

namespace Herd.Actors.Protocol;

/// <summary>
/// Splits received bytes into lines, which end with LF, the last one at the end of the bytes. Only lines across segments are copied,
/// and only the first bytes of an over-long one. How the bytes are cut into reads and segments makes no difference.
/// </summary>
public ref struct LineSplitter
{
    public const int OverLongLength = 64;

    private readonly ReadOnlySequence<byte> _bytes;
    private readonly int _maxLength;
    private readonly bool _isLast;
    private ReadOnlySpan<byte> _segment;
    private SequencePosition _nextSegment;
    private byte[]? _joined;

    /// <param name="isLast">No more bytes come: what is left at the end is a line too.</param>
    /// <param name="maxLength">Bytes of a line without its LF or CR LF.</param>
    public LineSplitter(in ReadOnlySequence<byte> bytes, bool isLast, int maxLength)
    {
        _bytes = bytes;
        _isLast = isLast;
        _maxLength = maxLength;
        _nextSegment = bytes.Start;
        TryNextSegment();
    }

    /// <summary>Bytes of the lines that were read, with their endings.</summary>
    public long Consumed { get; private set; }

    /// <summary>Reads the next line, if it is complete or already over-long.</summary>
    /// <param name="line">Without its LF, valid until the next call; of an over-long one the first 64 bytes.</param>
    /// <param name="isOverLong">Read no further: the connection is to be closed.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool isOverLong)
    {
        var length = _segment.IndexOf((byte)'\n');
        if (length < 0)
            return TryReadAcross(out line, out isOverLong);
        line = _segment[..length];
        _segment = _segment[(length + 1)..];
        Consumed += length + 1;
        isOverLong = length > _maxLength && CutOverLong(ref line, length);
        return true;
    }

    public void Dispose()
    {
        if (_joined is not null)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = null;
    }

    private bool TryReadAcross(out ReadOnlySpan<byte> line, out bool isOverLong)
    {
        var part = _segment;
        if (!TryNextSegment())
            return TryReadRest(part, part.Length, out line, out isOverLong);

        var length = Join(part, 0);
        while (true)
        {
            var lineFeed = _segment.IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                length = Join(_segment[..lineFeed], length);
                _segment = _segment[(lineFeed + 1)..];
                Consumed += length + 1;
                line = Joined(length);
                isOverLong = length > _maxLength && CutOverLong(ref line, length);
                return true;
            }

            length = Join(_segment, length);
            if (!TryNextSegment())
                return TryReadRest(Joined(length), length, out line, out isOverLong);
        }
    }

    /// <summary>Without a LF, the rest is a line if nothing follows, or if it is over-long already.</summary>
    private bool TryReadRest(
        ReadOnlySpan<byte> rest, long length, out ReadOnlySpan<byte> line, out bool isOverLong)
    {
        line = rest;
        isOverLong = length > _maxLength && CutOverLong(ref line, length);
        if (_isLast ? length > 0 : isOverLong && line.Length == OverLongLength)
        {
            Consumed += length;
            return true;
        }

        line = default;
        isOverLong = false;
        return false;
    }

    /// <param name="line">The line, or its first <see cref="KeptLength"/> bytes.</param>
    private readonly bool CutOverLong(ref ReadOnlySpan<byte> line, long length)
    {
        // A line whose last byte wasn't kept is over the limit with or without a CR.
        var content = line.Length == length && line[^1] == '\r' ? length - 1 : length;
        if (content <= _maxLength)
            return false;
        line = line[..(int)Math.Min(content, OverLongLength)];
        return true;
    }

    /// <summary>Enough for a line with its CR, and for what is given of an over-long one.</summary>
    private readonly int KeptLength => Math.Max(Math.Min(_maxLength, Array.MaxLength - 1) + 1, OverLongLength);

    private long Join(ReadOnlySpan<byte> part, long length)
    {
        var kept = (int)Math.Min(part.Length, Math.Max(0, KeptLength - length));
        if (kept > 0)
        {
            Grow((int)length + kept);
            part[..kept].CopyTo(_joined.AsSpan((int)length));
        }

        return length + part.Length;
    }

    private readonly ReadOnlySpan<byte> Joined(long length) => _joined.AsSpan(0, (int)Math.Min(length, KeptLength));

    private void Grow(int length)
    {
        if (_joined?.Length >= length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, 2 * (_joined?.Length ?? 0)));
        _joined?.CopyTo(larger, 0);
        Dispose();
        _joined = larger;
    }

    private bool TryNextSegment()
    {
        _segment = default;
        while (_segment.IsEmpty && _bytes.TryGet(ref _nextSegment, out var memory))
            _segment = memory.Span;
        return !_segment.IsEmpty;
    }
}

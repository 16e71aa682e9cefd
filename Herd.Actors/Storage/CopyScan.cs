using System.Buffers.Binary;
using System.Text;

namespace Herd.Actors.Storage;

/// <summary>Finds a damaged copy's rows without SQLite, in all leaf pages, even unreferenced ones. Some may be deleted.</summary>
/// <remarks>https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1.</remarks>
internal sealed class CopyScan(CopyPages pages)
{
    private const byte LeafOfTable = 13;
    private const int LeafHeaderLength = 8;
    private const int MaxVarintLength = 9;

    /// <summary>A part has some hundred kilobytes, or one larger update.</summary>
    private const int MaxRowBytes = 64 * 1024 * 1024;

    private readonly byte[] _page = new byte[CopyFile.PageSize];
    private readonly byte[] _overflow = new byte[CopyFile.PageSize];
    private byte[] _row = new byte[1024 * 1024];

    /// <summary>A row with the columns of one of <see cref="CopyFile"/>'s tables. Nothing in it is checked.</summary>
    public readonly ref struct Row
    {
        public long Id { get; init; }

        public ReadOnlySpan<byte> Name { get; init; }

        public ReadOnlySpan<byte> Value { get; init; }

        public long Count { get; init; }

        public long Checksum { get; init; }

        public ReadOnlySpan<byte> Blob { get; init; }

        public RowKind Kind { get; init; }
    }

    public enum RowKind
    {
        Meta,
        Part,
        State,
    }

    public delegate void RowReader(Row row);

    public void Read(RowReader reader)
    {
        foreach (var number in pages.Numbers)
        {
            if (!pages.TryRead(number, _page))
                continue;
            // The first page begins with the file's header.
            var start = number == 1 ? 100 : 0;
            if (_page[start] != LeafOfTable)
                continue;
            var cells = BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(start + 3));
            for (var cell = 0; cell < cells; cell++)
            {
                var pointer = start + LeafHeaderLength + (2 * cell);
                if (pointer + 2 > _page.Length)
                    break;
                ReadCell(BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(pointer)), reader);
            }
        }
    }

    private void ReadCell(int at, RowReader reader)
    {
        if (at >= _page.Length)
            return;
        var cell = _page.AsSpan(at);
        if (!TryReadVarint(ref cell, out var length) || !TryReadVarint(ref cell, out var id) || length is < 1 or > MaxRowBytes)
            return;
        if (TryReadPayload(cell, (int)length) && TryDecode(id, _row.AsSpan(0, (int)length), out var row))
            reader(row);
    }

    /// <summary>What doesn't fit into the page goes on in a chain of others.</summary>
    private bool TryReadPayload(ReadOnlySpan<byte> cell, int length)
    {
        const int MaxLocal = CopyFile.PageSize - 35;
        const int MinLocal = ((CopyFile.PageSize - 12) * 32 / 255) - 23;
        const int PerPage = CopyFile.PageSize - 4;
        if (_row.Length < length)
            _row = new byte[length];
        var local = length;
        if (length > MaxLocal)
        {
            local = MinLocal + ((length - MinLocal) % PerPage);
            if (local > MaxLocal)
                local = MinLocal;
        }

        if (cell.Length < local + (local < length ? 4 : 0))
            return false;
        cell[..local].CopyTo(_row);
        var next = local < length ? BinaryPrimitives.ReadUInt32BigEndian(cell[local..]) : 0;
        for (var done = local; done < length;)
        {
            if (!pages.TryRead(next, _overflow))
                return false;
            var count = Math.Min(PerPage, length - done);
            _overflow.AsSpan(4, count).CopyTo(_row.AsSpan(done));
            done += count;
            next = BinaryPrimitives.ReadUInt32BigEndian(_overflow);
        }

        return true;
    }

    private static bool TryDecode(long id, ReadOnlySpan<byte> payload, out Row row)
    {
        row = default;
        var header = payload;
        if (!TryReadVarint(ref header, out var headerLength) || headerLength > payload.Length)
            return false;
        var typesStart = payload.Length - header.Length;
        if (headerLength < typesStart)
            return false;
        var body = payload[(int)headerLength..];
        header = payload[typesStart..(int)headerLength];
        Span<long> types = stackalloc long[4];
        var columns = 0;
        for (; !header.IsEmpty; columns++)
        {
            if (columns == types.Length || !TryReadVarint(ref header, out types[columns]))
                return false;
        }

        if (columns == 2 && types[0] == 0 && TryTake(ref body, types[1], isText: false, out var state))
        {
            row = new Row { Kind = RowKind.State, Id = id, Blob = state };
            return true;
        }

        if (columns == 3
            && TryTake(ref body, types[0], isText: true, out var name)
            && TryTake(ref body, types[1], isText: true, out var value)
            && TryTakeNumber(ref body, types[2], out var checksum))
        {
            row = new Row { Kind = RowKind.Meta, Id = id, Name = name, Value = value, Checksum = checksum };
            return true;
        }

        if (columns == 4
            && types[0] == 0
            && TryTakeNumber(ref body, types[1], out var count)
            && TryTakeNumber(ref body, types[2], out checksum)
            && TryTake(ref body, types[3], isText: false, out var frames))
        {
            row = new Row { Kind = RowKind.Part, Id = id, Count = count, Checksum = checksum, Blob = frames };
            return true;
        }

        return false;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> body, long type, bool isText, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var length = (type - (isText ? 13 : 12)) / 2;
        if (type < 12 || type % 2 != (isText ? 1 : 0) || length > body.Length)
            return false;
        bytes = body[..(int)length];
        body = body[(int)length..];
        return true;
    }

    private static bool TryTakeNumber(scoped ref ReadOnlySpan<byte> body, long type, out long number)
    {
        number = type == 9 ? 1 : 0;
        if (type is 8 or 9)
            return true;
        var length = type switch
        {
            >= 1 and <= 4 => (int)type,
            5 => 6,
            6 => 8,
            _ => 0,
        };
        if (length == 0 || length > body.Length)
            return false;
        number = (sbyte)body[0];
        foreach (var next in body[1..length])
            number = (number << 8) | next;
        body = body[length..];
        return true;
    }

    /// <summary>Seven bits a byte, the highest first, as long as a byte's highest bit is set; of a ninth byte all eight.</summary>
    private static bool TryReadVarint(ref Span<byte> bytes, out long value)
    {
        ReadOnlySpan<byte> rest = bytes;
        var isThere = TryReadVarint(ref rest, out value);
        bytes = bytes[(bytes.Length - rest.Length)..];
        return isThere;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        for (var at = 0; at < Math.Min(bytes.Length, MaxVarintLength); at++)
        {
            if (at == MaxVarintLength - 1)
            {
                value = (value << 8) | bytes[at];
            }
            else
            {
                value = (value << 7) | (bytes[at] & 0x7fL);
                if ((bytes[at] & 0x80) != 0)
                    continue;
            }

            bytes = bytes[(at + 1)..];
            return true;
        }

        return false;
    }
}

using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

internal abstract class Cell;

/// <summary>A cell cut in sixteen, by four bits of the points' keys. A leaf may be several of them. One writes, any may read.</summary>
internal sealed class Node : Cell
{
    public const int Fan = 16;

    public const int Bytes = 24 + 24 + Fan * 8;

    private readonly Cell[] _children = new Cell[Fan];

    public Cell this[int child]
    {
        get => Volatile.Read(ref _children[child]);
        set => Volatile.Write(ref _children[child], value);
    }

    public void Fill(int first, int count, Cell cell)
    {
        for (var child = first; child < first + count; child++)
            this[child] = cell;
    }
}

/// <summary>A cell that holds points. One thread writes, any may read: a seqlock tells readers whether what they read is whole.</summary>
/// <remarks>A leaf that was replaced no longer changes: its late readers see what was.</remarks>
/// <param name="key">Of any point of the cell, as is <paramref name="firstEntry"/>.</param>
/// <param name="depth">How many bits of a point's key, and then of its entry, are the cell's; 0 to 96.</param>
/// <param name="room">Entries, then latitudes, then longitudes: three numbers for each point.</param>
internal sealed class Leaf(ulong key, uint firstEntry, int depth, int[] room) : Cell
{
    public const int MaxCount = 1 << SlotBits;

    public const int SlotBits = 6;

    /// <summary>Approximate bytes without points: the leaf's own, its array's, and its place in the list of leaves.</summary>
    public const int OwnBytes = 48 + 24 + 8;

    public const int PointBytes = 3 * sizeof(int);

    /// <summary>From this depth on, a leaf's points are all at one place, and bits of entries tell them apart.</summary>
    public const int PlaceDepth = 64;

    public const int MaxDepth = PlaceDepth + 32;

    // Bytes, since there is a leaf for every 45 points or so.
    private readonly byte _depth = (byte)depth;
    private byte _count;
    private int[] _points = room;
    private int _version;

    public ulong Key { get; } = key;

    public uint FirstEntry { get; } = firstEntry;

    /// <summary>For the writer: its number, by which points know it.</summary>
    public int Id { get; set; }

    public int Depth => _depth;

    public int Count => Volatile.Read(ref _count);

    public int Room => _points.Length / 3;

    public bool Contains(ulong key, uint entry) => Depth switch
    {
        0 => true,
        <= PlaceDepth => (key ^ Key) >> (PlaceDepth - Depth) == 0,
        _ => key == Key && (entry ^ FirstEntry) >> (MaxDepth - Depth) == 0,
    };

    /// <summary>For the writer.</summary>
    public GeoPoint PointAt(int index) => new(_points[Room + index], _points[2 * Room + index]);

    /// <summary>For the writer.</summary>
    public int EntryAt(int index) => _points[index];

    /// <summary>Moves the points to another array. Readers don't see a difference.</summary>
    public void MoveTo(int[] room)
    {
        var (from, to) = (Room, room.Length / 3);
        for (var column = 0; column < 3; column++)
            _points.AsSpan(column * from, _count).CopyTo(room.AsSpan(column * to));
        Volatile.Write(ref _points, room);
    }

    /// <summary>Appends a point; there must be room.</summary>
    public void Add(int entry, GeoPoint point)
    {
        BeginWrite();
        _points[_count] = entry;
        Write(_count, point);
        _count++;
        EndWrite();
    }

    public void Move(int index, GeoPoint point)
    {
        BeginWrite();
        Write(index, point);
        EndWrite();
    }

    /// <summary>Removes a point. The last one takes its place.</summary>
    public void Remove(int index)
    {
        var last = _count - 1;
        BeginWrite();
        _points[index] = _points[last];
        Write(index, PointAt(last));
        _count = (byte)last;
        EndWrite();
    }

    /// <summary>Copies all points as of one moment, in units; each span must have room for <see cref="MaxCount"/>.</summary>
    public int Read(Span<int> entries, Span<int> latitudes, Span<int> longitudes)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            var points = Volatile.Read(ref _points);
            var room = points.Length / 3;
            var count = Math.Min(_count, room);
            points.AsSpan(0, count).CopyTo(entries);
            points.AsSpan(room, count).CopyTo(latitudes);
            points.AsSpan(2 * room, count).CopyTo(longitudes);
            Volatile.ReadBarrier();
            if ((version & 1) == 0 && Volatile.Read(ref _version) == version)
                return count;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Write(int index, GeoPoint point)
    {
        var room = Room;
        _points[room + index] = point.Latitude;
        _points[2 * room + index] = point.Longitude;
    }

    private void BeginWrite()
    {
        _version++;
        Volatile.WriteBarrier();
    }

    private void EndWrite() => Volatile.Write(ref _version, _version + 1);
}

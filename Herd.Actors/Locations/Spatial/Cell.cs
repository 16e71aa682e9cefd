using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>A part of the globe: a <see cref="Node"/> or a <see cref="Leaf"/>.</summary>
internal abstract class Cell;

/// <summary>
/// A cell cut into sixteen, by four bits of the points' keys. A leaf that several of the sixteen have in common stands
/// there as often. One thread writes, any may read.
/// </summary>
internal sealed class Node : Cell
{
    /// <summary>Children of a node.</summary>
    public const int Fan = 16;

    /// <summary>Bytes of memory, about.</summary>
    public const int Bytes = 24 + 24 + Fan * 8;

    private readonly Cell[] _children = new Cell[Fan];

    public Cell this[int child]
    {
        get => Volatile.Read(ref _children[child]);
        set => Volatile.Write(ref _children[child], value);
    }

    /// <summary>Puts a cell in some children's place.</summary>
    public void Fill(int first, int count, Cell cell)
    {
        for (var child = first; child < first + count; child++)
            this[child] = cell;
    }
}

/// <summary>
/// A cell that holds points. One thread writes, any may read: a version tells readers whether what they read is whole. A
/// leaf that others took the place of isn't changed any more, and those who still read it see what was.
/// </summary>
/// <param name="key">Of one of its points, real or not.</param>
/// <param name="firstEntry">Likewise.</param>
/// <param name="depth">As many bits of a point's key, and then of its entry, are those of this cell; 0 to 96.</param>
/// <param name="room">Entries, then latitudes, then longitudes: three times as many numbers as it has room for points.</param>
internal sealed class Leaf(ulong key, uint firstEntry, int depth, int[] room) : Cell
{
    /// <summary>Points that a leaf holds at most.</summary>
    public const int MaxCount = 1 << SlotBits;

    /// <summary>Bits of a point's number in its leaf.</summary>
    public const int SlotBits = 6;

    /// <summary>Bytes of memory without its points, about: its own, those of its array, and where it stands by its number.</summary>
    public const int OwnBytes = 48 + 24 + 8;

    /// <summary>Bytes of a point.</summary>
    public const int PointBytes = 3 * sizeof(int);

    /// <summary>Depth from which on all points of a leaf are at one place, which entries cut into parts.</summary>
    public const int PlaceDepth = 64;

    /// <summary>Depth at which a leaf has one entry.</summary>
    public const int MaxDepth = PlaceDepth + 32;

    // Small numbers in bytes: there is one for every 45 points or so.
    private readonly byte _depth = (byte)depth;
    private byte _count;
    private int[] _points = room;
    private int _version;

    public ulong Key { get; } = key;

    public uint FirstEntry { get; } = firstEntry;

    /// <summary>For the writer: its number, by which points know it.</summary>
    public int Id { get; set; }

    public int Depth => _depth;

    /// <summary>Points that it holds.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Points that it has room for.</summary>
    public int Room => _points.Length / 3;

    public bool Contains(ulong key, uint entry) => Depth switch
    {
        0 => true,
        <= PlaceDepth => (key ^ Key) >> (PlaceDepth - Depth) == 0,
        _ => key == Key && (entry ^ FirstEntry) >> (MaxDepth - Depth) == 0,
    };

    /// <summary>For the writer: a point.</summary>
    public GeoPoint PointAt(int index) => new(_points[Room + index], _points[2 * Room + index]);

    /// <summary>For the writer: a point's entry.</summary>
    public int EntryAt(int index) => _points[index];

    /// <summary>Gives its points other room. Readers don't see a difference.</summary>
    /// <param name="room">Three numbers for each point, at least as many as there are.</param>
    public void MoveTo(int[] room)
    {
        var (from, to) = (Room, room.Length / 3);
        for (var column = 0; column < 3; column++)
            _points.AsSpan(column * from, _count).CopyTo(room.AsSpan(column * to));
        Volatile.Write(ref _points, room);
    }

    /// <summary>Adds a point behind the others; there must be room.</summary>
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

    /// <summary>Removes a point. The last one comes in its place.</summary>
    public void Remove(int index)
    {
        var last = _count - 1;
        BeginWrite();
        _points[index] = _points[last];
        Write(index, PointAt(last));
        _count = (byte)last;
        EndWrite();
    }

    /// <summary>Copies all points as they were at one moment.</summary>
    /// <param name="entries">At least <see cref="MaxCount"/>, as the others.</param>
    /// <param name="latitudes">In units.</param>
    /// <param name="longitudes">In units.</param>
    /// <returns>How many there are.</returns>
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

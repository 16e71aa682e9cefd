using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>A leaf or a node of the tree, by number. Cells lie in large arrays: the garbage collector neither visits nor moves them.</summary>
/// <param name="Value">A leaf's number, or the complement of a node's.</param>
internal readonly record struct Cell(int Value)
{
    public bool IsLeaf => Value >= 0;

    /// <summary>Among the leaves or among the nodes.</summary>
    public int Number => IsLeaf ? Value : ~Value;

    public static Cell Leaf(int number) => new(number);

    public static Cell Node(int number) => new(~number);
}

/// <summary>A cell cut in sixteen, by four bits of the points' keys. A leaf may be several of them. One writes, any may read.</summary>
internal struct Node
{
    public const int Fan = 16;

    private Children _children;

    public Cell this[int child]
    {
        get => new(Volatile.Read(ref _children[child]));
        private set => Volatile.Write(ref _children[child], value.Value);
    }

    public void Fill(int first, int count, Cell cell)
    {
        for (var child = first; child < first + count; child++)
            this[child] = cell;
    }

    [InlineArray(Fan)]
    private struct Children
    {
        private int _first;
    }
}

[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal readonly record struct LocatedEntry(int Entry, GeoPoint Point);

/// <summary>A cell that holds points. One thread writes, any may read: a seqlock tells readers whether what they read is whole.</summary>
/// <remarks>A leaf that was replaced stays as it was until no search can meet it (<see cref="Reclamation"/>).</remarks>
/// <param name="key">Of any point of the cell, as is <paramref name="firstEntry"/>.</param>
/// <param name="depth">How many bits of a point's key, and then of its entry, are the cell's; 0 to 96.</param>
internal struct Leaf(ulong key, uint firstEntry, int depth)
{
    public const int MaxCount = 1 << SlotBits;

    public const int SlotBits = 6;

    /// <summary>From this depth on, a leaf's points are all at one place, and bits of entries tell them apart.</summary>
    public const int PlaceDepth = 64;

    public const int MaxDepth = PlaceDepth + 32;

    private readonly byte _depth = (byte)depth;
    private byte _count;
    private int _version;
    private Points _points;

    public ulong Key { get; } = key;

    public uint FirstEntry { get; } = firstEntry;

    public readonly int Depth => _depth;

    public int Count => Volatile.Read(ref _count);

    /// <summary>For the writer.</summary>
    public readonly LocatedEntry this[int slot] => _points[slot];

    public readonly bool Contains(ulong key, uint entry) => Depth switch
    {
        0 => true,
        <= PlaceDepth => (key ^ Key) >> (PlaceDepth - Depth) == 0,
        _ => key == Key && (entry ^ FirstEntry) >> (MaxDepth - Depth) == 0,
    };

    /// <summary>Appends a point; there must be room.</summary>
    public void Add(LocatedEntry located)
    {
        BeginWrite();
        _points[_count] = located;
        _count++;
        EndWrite();
    }

    public void Move(int slot, GeoPoint point)
    {
        BeginWrite();
        _points[slot] = _points[slot] with { Point = point };
        EndWrite();
    }

    /// <summary>Removes a point. The last one takes its place.</summary>
    public void Remove(int slot)
    {
        var last = _count - 1;
        BeginWrite();
        _points[slot] = _points[last];
        _points[last] = default;
        _count = (byte)last;
        EndWrite();
    }

    /// <summary>Copies all points as of one moment; there must be room for <see cref="MaxCount"/>.</summary>
    public int Read(Span<LocatedEntry> points)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            var count = _count;
            ((ReadOnlySpan<LocatedEntry>)_points)[..Math.Min((int)count, MaxCount)].CopyTo(points);
            Volatile.ReadBarrier();
            if ((version & 1) == 0 && Volatile.Read(ref _version) == version)
                return count;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void BeginWrite()
    {
        _version++;
        Volatile.WriteBarrier();
    }

    private void EndWrite() => Volatile.Write(ref _version, _version + 1);

    [InlineArray(MaxCount)]
    private struct Points
    {
        private LocatedEntry _first;
    }
}

/// <summary>In units of 10⁻⁷ degrees, edges included. May reach beyond the globe in the north and east, where no point is.</summary>
internal readonly record struct CellBounds(long South, long West, long North, long East);

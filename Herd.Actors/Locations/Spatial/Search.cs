using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <param name="Distance">Metres; 0 where it doesn't matter.</param>
/// <param name="Point">Where the entry was when its leaf was read.</param>
internal readonly record struct Candidate(double Distance, int Entry, GeoPoint Point) : IComparable<Candidate>
{
    public int CompareTo(Candidate other)
    {
        var order = Distance.CompareTo(other.Distance);
        return order != 0 ? order : Entry.CompareTo(other.Entry);
    }
}

/// <summary>A walk through the index beside its writer. It reads each leaf as of one moment.</summary>
internal abstract class Search
{
    private readonly SpatialIndex _index;
    private readonly CancellationToken _cancel;
    private readonly long _start;
    private long _position;
    private bool _isLost;

    protected Search(SpatialIndex index, CancellationToken cancel)
    {
        (_index, _cancel) = (index, cancel);
        _start = _position = index.Crossings.Completed;
    }

    /// <summary>Entries that may have been missed, or be elsewhere by now: the caller looks them up. The others are right.</summary>
    public HashSet<int> Crossed { get; } = [];

    /// <summary>Leaves have changed since the start, so an entry may be met twice.</summary>
    protected bool HasChanged => _index.Crossings.Count != _start;

    /// <returns>False: too much has changed meanwhile; it must be done anew.</returns>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public bool Run()
    {
        var epoch = _index.Reclamation.Begin();
        try
        {
            VisitRoot();
        }
        finally
        {
            _index.Reclamation.End(epoch);
        }

        KeepUp();
        return !_isLost;
    }

    /// <summary>Looks at a leaf's points as of one moment.</summary>
    protected abstract void Visit(ReadOnlySpan<LocatedEntry> points);

    protected abstract void Visit(ref Node node, in NodePlace place);

    protected ref Leaf LeafAt(Cell cell) => ref _index.LeafAt(cell);

    protected ref Node NodeAt(Cell cell) => ref _index.NodeAt(cell);

    protected void Visit(ref Leaf leaf)
    {
        if (leaf.Count == 0 || _isLost)
            return;
        KeepUp();
        Span<LocatedEntry> points = stackalloc LocatedEntry[Leaf.MaxCount];
        Visit(points[..leaf.Read(points)]);
    }

    private void VisitRoot()
    {
        var root = _index.Root;
        if (root.IsLeaf)
            Visit(ref LeafAt(root));
        else
            Visit(ref NodeAt(root), NodePlace.Root);
    }

    private void KeepUp()
    {
        _cancel.ThrowIfCancellationRequested();
        if (_position != _index.Crossings.Count)
            _isLost |= !_index.Crossings.TryRead(ref _position, Crossed);
    }
}

/// <param name="South">Units above −90 degrees.</param>
/// <param name="West">Units above −180 degrees.</param>
/// <param name="FirstEntry">The lowest that the node may hold.</param>
internal readonly record struct NodePlace(int Level, uint South, uint West, uint FirstEntry)
{
    private const int PlaceLevels = Leaf.PlaceDepth / 4;

    public static NodePlace Root { get; } = new(0, 0, 0, 0);

    public bool Holds(GeoPoint point)
    {
        var shift = Leaf.PlaceDepth / 2 - 2 * Math.Min(Level, PlaceLevels);
        return (((ulong)((uint)point.Latitude + GeoPoint.Pole) ^ South) >> shift) == 0
            && (((ulong)((uint)point.Longitude + GeoPoint.HalfTurn) ^ West) >> shift) == 0;
    }

    public NodePlace ChildAt(int child)
    {
        if (Level >= PlaceLevels)
            return this with { Level = Level + 1, FirstEntry = FirstEntry | ((uint)child << (Leaf.MaxDepth - 4 * (Level + 1))) };
        var shift = Leaf.PlaceDepth / 2 - 2 * (Level + 1);
        // The bits of longitude and latitude, in turn.
        var west = (uint)(((child >> 2) & 2) | ((child >> 1) & 1));
        var south = (uint)(((child >> 1) & 2) | (child & 1));
        return new NodePlace(Level + 1, South + (south << shift), West + (west << shift), FirstEntry);
    }

    /// <summary>What <paramref name="width"/> children, a power of two, cover together.</summary>
    public CellBounds BoundsOf(int child, int width)
    {
        var first = ChildAt(child);
        var (south, west) = (first.South - (long)GeoPoint.Pole, first.West - (long)GeoPoint.HalfTurn);
        if (Level >= PlaceLevels)
            return new CellBounds(south, west, south, west);
        var side = 1L << (Leaf.PlaceDepth / 2 - 2 * (Level + 1));
        var (height, length) = width switch
        {
            1 => (side, side),
            2 => (2 * side, side),
            4 => (2 * side, 2 * side),
            _ => (4 * side, 2 * side),
        };
        return new CellBounds(south, west, south + height - 1, west + length - 1);
    }
}

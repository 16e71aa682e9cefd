using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Looks for entries within a box, until it has as many as asked for.</summary>
internal sealed class BoxSearch(SpatialIndex index, GeoBox box, int count, Func<int, bool>? allows = null, CancellationToken cancel = default)
    : Search(index, cancel)
{
    private readonly HashSet<int> _entries = [];

    public List<Candidate> Found { get; } = [];

    public bool IsFull => Found.Count == count;

    protected override void Visit(ReadOnlySpan<LocatedEntry> points)
    {
        foreach (var (entry, point) in points)
        {
            if (IsFull)
                return;
            if (box.Contains(point) && _entries.Add(entry) && allows?.Invoke(entry) != false)
                Found.Add(new Candidate(0, entry, point));
        }
    }

    protected override void Visit(ref Node node, in NodePlace place)
    {
        var last = default(Cell?);
        for (var child = 0; child < Node.Fan && !IsFull; child++)
        {
            var cell = node[child];
            if (cell == last)
                continue;
            last = cell;
            var width = cell.IsLeaf ? SpatialIndex.WidthOf(LeafAt(cell).Depth) : 1;
            if (!box.Intersects(place.BoundsOf(child & -width, width)))
                continue;
            if (cell.IsLeaf)
                Visit(ref LeafAt(cell));
            else
                Visit(ref NodeAt(cell), place.ChildAt(child));
        }
    }
}

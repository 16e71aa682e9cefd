using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Looks for entries within a box, until it has as many as asked for.</summary>
internal sealed class BoxSearch(SpatialIndex index, GeoBox box, int count, Func<int, bool>? allows = null, CancellationToken cancel = default)
    : Search(index, cancel)
{
    private readonly HashSet<int> _entries = [];

    public List<Candidate> Found { get; } = [];

    public bool IsFull => Found.Count == count;

    protected override void Visit(ReadOnlySpan<int> entries, ReadOnlySpan<int> latitudes, ReadOnlySpan<int> longitudes)
    {
        for (var at = 0; at < entries.Length && !IsFull; at++)
        {
            var point = new GeoPoint(latitudes[at], longitudes[at]);
            if (box.Contains(point) && _entries.Add(entries[at]) && allows?.Invoke(entries[at]) != false)
                Found.Add(new Candidate(0, entries[at], point));
        }
    }

    protected override void Visit(Node node, in NodePlace place)
    {
        var last = default(Cell);
        for (var child = 0; child < Node.Fan && !IsFull; child++)
        {
            var cell = node[child];
            if (cell == last)
                continue;
            last = cell;
            var leaf = cell as Leaf;
            var width = leaf is null ? 1 : SpatialIndex.WidthOf(leaf.Depth);
            if (!box.Intersects(place.BoundsOf(child & -width, width)))
                continue;
            if (leaf is not null)
                Visit(leaf);
            else
                Visit((Node)cell, place.ChildAt(child));
        }
    }
}

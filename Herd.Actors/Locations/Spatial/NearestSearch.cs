using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Looks for the entries nearest to a point, within a radius in metres.</summary>
internal sealed class NearestSearch(
    SpatialIndex index, Sphere center, double radius, int count, Func<int, bool>? allows = null, CancellationToken cancel = default)
    : Search(index, cancel)
{
    private const int MaxForeseen = 64;

    private readonly PriorityQueue<Candidate, FarthestFirst> _nearest = new(Math.Min(count, MaxForeseen));
    private readonly GeoPoint _center = center.Center;
    private Candidate _worst = new(radius, int.MaxValue, default);
    private HashSet<int>? _taken;
    private double _reachedFor = double.NaN;
    private long _latitudeReach;
    private long _longitudeReach;

    public bool IsFull => _nearest.Count == count;

    /// <summary>If full: the farthest that was found. Everything else comes behind it.</summary>
    public Candidate Last => _worst;

    /// <summary>The nearest first. To be called once: it takes what was found.</summary>
    public Candidate[] Found()
    {
        var found = new Candidate[_nearest.Count];
        for (var at = found.Length - 1; at >= 0; at--)
            found[at] = _nearest.Dequeue();
        return found;
    }

    protected override void Visit(ReadOnlySpan<LocatedEntry> points)
    {
        UpdateReach();
        foreach (var (entry, point) in points)
        {
            if (Math.Abs((long)point.Latitude - _center.Latitude) > _latitudeReach || Apart(point.Longitude, _center.Longitude) > _longitudeReach)
                continue;
            var candidate = new Candidate(center.DistanceTo(point), entry, point);
            if (candidate.CompareTo(_worst) < 0)
                Take(candidate);
        }
    }

    protected override void Visit(ref Node node, in NodePlace place)
    {
        // First the child with the point itself: what is found there rules out most of the others without a look.
        var first = default(Cell?);
        if (place.Holds(_center))
        {
            var own = SpatialIndex.ChildOf(_center.Key, 0, place.Level);
            first = node[own];
            Visit(first.Value, place, own);
        }

        UpdateReach();
        Span<Cell> cells = stackalloc Cell[Node.Fan];
        Span<double> bounds = stackalloc double[Node.Fan];
        Span<int> children = stackalloc int[Node.Fan];
        var (found, last) = (0, default(Cell?));
        for (var child = 0; child < Node.Fan; child++)
        {
            var cell = node[child];
            if (cell == last || cell == first || (cell.IsLeaf && LeafAt(cell).Count == 0))
                continue;
            last = cell;
            var width = cell.IsLeaf ? SpatialIndex.WidthOf(LeafAt(cell).Depth) : 1;
            var area = place.BoundsOf(child & -width, width);
            if (IsOutOfReach(area))
                continue;
            var bound = center.LeastDistanceTo(area);
            if (IsBeyond(bound, place.ChildAt(child).FirstEntry))
                continue;
            // Insertion sort: there are few.
            var at = found++;
            for (; at > 0 && bounds[at - 1] > bound; at--)
                (bounds[at], children[at], cells[at]) = (bounds[at - 1], children[at - 1], cells[at - 1]);
            (bounds[at], children[at], cells[at]) = (bound, child, cell);
        }

        for (var at = 0; at < found; at++)
        {
            if (!IsBeyond(bounds[at], place.ChildAt(children[at]).FirstEntry))
                Visit(cells[at], place, children[at]);
        }
    }

    private static long Apart(long longitude, long other)
    {
        var apart = Math.Abs(longitude - other);
        return Math.Min(apart, 2L * GeoPoint.HalfTurn - apart);
    }

    private void Visit(Cell cell, in NodePlace place, int child)
    {
        if (cell.IsLeaf)
            Visit(ref LeafAt(cell));
        else
            Visit(ref NodeAt(cell), place.ChildAt(child));
    }

    private void Take(Candidate candidate)
    {
        // The filter comes last: it reads frames, which takes the longest.
        if (WasTaken(candidate.Entry) || (allows is not null && !allows(candidate.Entry)))
            return;
        _taken?.Add(candidate.Entry);
        if (_nearest.Count == count)
        {
            var farthest = _nearest.DequeueEnqueue(candidate, new FarthestFirst(candidate.Distance, candidate.Entry));
            _taken?.Remove(farthest.Entry);
        }
        else
        {
            _nearest.Enqueue(candidate, new FarthestFirst(candidate.Distance, candidate.Entry));
        }

        if (_nearest.Count == count)
            _worst = _nearest.Peek();
    }

    /// <summary>No entry is met twice unless leaves have changed.</summary>
    private bool WasTaken(int entry)
    {
        if (_taken is null && HasChanged)
            _taken = [.. _nearest.UnorderedItems.Select(item => item.Element.Entry)];
        return _taken?.Contains(entry) == true;
    }

    private bool IsBeyond(double bound, uint firstEntry) =>
        bound > _worst.Distance || (bound == _worst.Distance && firstEntry > _worst.Entry);

    private bool IsOutOfReach(in CellBounds area)
    {
        if (area.South - _center.Latitude > _latitudeReach || _center.Latitude - area.North > _latitudeReach)
            return true;
        if (_center.Longitude >= area.West && _center.Longitude <= area.East)
            return false;
        return Math.Min(Apart(area.West, _center.Longitude), Apart(Math.Min(area.East, GeoPoint.HalfTurn), _center.Longitude)) > _longitudeReach;
    }

    private void UpdateReach()
    {
        if (_reachedFor == _worst.Distance)
            return;
        _reachedFor = _worst.Distance;
        (_latitudeReach, _longitudeReach) = center.Reach(_worst.Distance);
    }

    private readonly record struct FarthestFirst(double Distance, int Entry) : IComparable<FarthestFirst>
    {
        public int CompareTo(FarthestFirst other)
        {
            var order = other.Distance.CompareTo(Distance);
            return order != 0 ? order : other.Entry.CompareTo(Entry);
        }
    }
}

using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Whether a client may be in an answer. Called often, on the asking thread.</summary>
public delegate bool ClientFilter(ReadOnlySpan<byte> client);

/// <param name="Distance">Metres from the point asked about; 0 if there is none.</param>
public readonly record struct FoundLocation(byte[] Bytes, double Distance)
{
    public UpdateFrame Frame => new(Bytes);

    public GeoPoint Point => GeoPoint.Parse(Frame.LocationAndTime);
}

/// <param name="Locations">In no order.</param>
public sealed record BoxAnswer(IReadOnlyList<FoundLocation> Locations, bool IsTruncated);

/// <summary>Answers on any thread who is where. Each client is as of some moment between question and answer.</summary>
/// <remarks>Distances are metres on a <see cref="Sphere"/>; places count to 10⁻⁷ degrees. Callers must bound concurrent questions.</remarks>
public sealed class Whereabouts
{
    private const int MaxForeseen = 1024;

    private readonly SpatialIndex _index;
    private readonly LocationTable _table;

    internal Whereabouts(SpatialIndex index, LocationTable table) => (_index, _table) = (index, table);

    /// <summary>The clients nearest to a point in degrees, the nearest first; at one distance, in the order of their entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The point isn't on the globe, or the limit isn't positive.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FoundLocation> Nearest(
        double latitude, double longitude, int limit, ClientFilter? allows = null, CancellationToken cancel = default) =>
        WithinRadius(latitude, longitude, double.PositiveInfinity, limit, allows, cancel);

    /// <summary>The clients within a radius in metres, edge included; else as <see cref="Nearest"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As in <see cref="Nearest"/>, or the radius is negative or no number.</exception>
    public IReadOnlyList<FoundLocation> WithinRadius(
        double latitude, double longitude, double radius, int limit, ClientFilter? allows = null, CancellationToken cancel = default)
    {
        if (!(radius >= 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "neither 0 nor more");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var sphere = new Sphere(latitude, longitude);
        var frames = new FrameReader(_table, allows);
        for (var spare = 0; ; spare = MoreThan(spare))
        {
            var search = new NearestSearch(_index, sphere, radius, Sum(limit, spare), frames.Filter, cancel);
            if (!search.Run())
                continue;
            var (isFull, last) = (search.IsFull, search.Last);
            var located = new List<(Candidate Key, byte[] Frame)>(Math.Min(limit, MaxForeseen));
            foreach (var candidate in Latest(search, search.Found()))
            {
                if (frames.Read(candidate.Entry, out var point) is not { } frame)
                    continue;
                var distance = point == candidate.Point ? candidate.Distance : sphere.DistanceTo(point);
                if (distance <= radius)
                    located.Add((new Candidate(distance, candidate.Entry, point), frame));
            }

            located.Sort((one, other) => one.Key.CompareTo(other.Key));
            // Whatever wasn't found comes behind the last one found. Some that were found may have gone farther away since.
            if (!isFull || (located.Count >= limit && located[limit - 1].Key.CompareTo(last) <= 0))
                return [.. located.Take(limit).Select(one => new FoundLocation(one.Frame, one.Key.Distance))];
        }
    }

    /// <summary>The clients within a box, edges included; any of them if there are more than the limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit isn't positive.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BoxAnswer WithinBox(GeoBox box, int limit, ClientFilter? allows = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var frames = new FrameReader(_table, allows);
        for (var spare = 1; ; spare = MoreThan(spare))
        {
            var search = new BoxSearch(_index, box, Sum(limit, spare), frames.Filter, cancel);
            if (!search.Run())
                continue;
            var located = new List<FoundLocation>(Math.Min(search.Found.Count, limit));
            var isTruncated = false;
            foreach (var candidate in Latest(search, search.Found))
            {
                if (frames.Read(candidate.Entry, out var point) is not { } frame || !box.Contains(point))
                    continue;
                if (located.Count == limit)
                {
                    isTruncated = true;
                    break;
                }

                located.Add(new FoundLocation(frame, 0));
            }

            // If it ended early, there are more, unless those found have left since.
            if (isTruncated || !search.IsFull)
                return new BoxAnswer(located, isTruncated);
        }
    }

    public bool IsLocation(UpdateFrame update) => !update.IsTombstone && !_table.HasExpired(update);

    /// <summary>What was found, without crossed entries, and these without a place, since they must be looked up.</summary>
    private static IEnumerable<Candidate> Latest(Search search, IReadOnlyList<Candidate> found) => search.Crossed.Count == 0
        ? found
        : found.Where(candidate => !search.Crossed.Contains(candidate.Entry))
            .Concat(search.Crossed.Select(entry => new Candidate(double.NaN, entry, default)));

    private static int Sum(int limit, int spare) => (int)Math.Min((long)limit + spare, Array.MaxLength);

    private static int MoreThan(int spare) => (int)Math.Min(2L * spare + 8, Array.MaxLength);

    private sealed class FrameReader
    {
        private readonly LocationTable _table;
        private readonly ClientFilter? _allows;
        private byte[] _buffer = new byte[512];

        public FrameReader(LocationTable table, ClientFilter? allows)
        {
            (_table, _allows) = (table, allows);
            Filter = allows is null ? null : entry => IsTold(entry, out _);
        }

        /// <summary>Null: every client counts.</summary>
        public Func<int, bool>? Filter { get; }

        /// <returns>Null: the client doesn't count.</returns>
        public byte[]? Read(int entry, out GeoPoint point)
        {
            point = default;
            if (!IsTold(entry, out var frame))
                return null;
            point = GeoPoint.Parse(frame.LocationAndTime);
            return frame.Bytes.ToArray();
        }

        private bool IsTold(int entry, out UpdateFrame frame)
        {
            frame = new UpdateFrame(_table.ReadFrame(entry, ref _buffer));
            return !frame.Bytes.IsEmpty && !frame.IsTombstone && !_table.HasExpired(frame) && _allows?.Invoke(frame.Client) != false;
        }
    }
}

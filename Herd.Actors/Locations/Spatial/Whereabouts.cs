using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Whether a client may be in an answer. Called on the thread that asks, often.</summary>
/// <param name="client">Its ID.</param>
public delegate bool ClientFilter(ReadOnlySpan<byte> client);

/// <summary>A client's newest location, as it was when a question was answered.</summary>
/// <param name="Bytes">An <see cref="UpdateFrame"/>'s.</param>
/// <param name="Distance">Metres from the point that was asked about; 0 where none was.</param>
public readonly record struct FoundLocation(byte[] Bytes, double Distance)
{
    /// <summary>ID, time, origin and all that was said.</summary>
    public UpdateFrame Frame => new(Bytes);

    public GeoPoint Point => GeoPoint.Parse(Frame.LocationAndTime);
}

/// <summary>What is within a box.</summary>
/// <param name="Locations">In no order.</param>
/// <param name="IsTruncated">Whether there were more.</param>
public sealed record BoxAnswer(IReadOnlyList<FoundLocation> Locations, bool IsTruncated);

/// <summary>
/// Answers who is where, on any thread, beside the registry that writes. An answer has each client as it was at some
/// moment between question and answer. Distances are metres on a <see cref="Sphere"/>; places count to 10⁻⁷ degrees. How many
/// questions are asked at a time is for the caller to bound.
/// </summary>
public sealed class Whereabouts
{
    /// <summary>Answers whose memory is taken at once.</summary>
    private const int MaxForeseen = 1024;

    private readonly SpatialIndex _index;
    private readonly LocationTable _table;

    internal Whereabouts(SpatialIndex index, LocationTable table) => (_index, _table) = (index, table);

    /// <summary>
    /// The clients nearest to a point, the nearest first. Of those at one distance the one comes first that this node has known
    /// for longer.
    /// </summary>
    /// <param name="latitude">Degrees, within ±90.</param>
    /// <param name="longitude">Degrees, within ±180.</param>
    /// <param name="limit">How many, at most; 1 or more.</param>
    /// <param name="allows">Which clients count; null: all.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ArgumentOutOfRangeException">The point isn't on the globe, or the limit isn't positive.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FoundLocation> Nearest(
        double latitude, double longitude, int limit, ClientFilter? allows = null, CancellationToken cancel = default) =>
        WithinRadius(latitude, longitude, double.PositiveInfinity, limit, allows, cancel);

    /// <summary>The clients within a distance of a point, its edge included; else as <see cref="Nearest"/>.</summary>
    /// <param name="latitude">Degrees, within ±90.</param>
    /// <param name="longitude">Degrees, within ±180.</param>
    /// <param name="radius">Metres, 0 or more.</param>
    /// <param name="limit">How many, at most; 1 or more.</param>
    /// <param name="allows">Which clients count; null: all.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ArgumentOutOfRangeException">The point isn't on the globe, the radius is negative or no number, or the limit isn't positive.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
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
            // All who weren't found come behind the last one who was. Some who were may have gone farther away since.
            if (!isFull || (located.Count >= limit && located[limit - 1].Key.CompareTo(last) <= 0))
                return [.. located.Take(limit).Select(one => new FoundLocation(one.Frame, one.Key.Distance))];
        }
    }

    /// <summary>The clients within a box.</summary>
    /// <param name="box">Its edges count.</param>
    /// <param name="limit">How many, at most; 1 or more. Which, if there are more, isn't said.</param>
    /// <param name="allows">Which clients count; null: all.</param>
    /// <param name="cancel">Ends the search.</param>
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

            // If it ended early, there are more, unless those whom it found have left since.
            if (isTruncated || !search.IsFull)
                return new BoxAnswer(located, isTruncated);
        }
    }

    /// <summary>Whether a stored update is a location, and hasn't expired.</summary>
    public bool IsLocation(UpdateFrame update) => !update.IsTombstone && !_table.HasExpired(update);

    /// <summary>What was found, but for those who may be elsewhere; and those, with no place.</summary>
    private static IEnumerable<Candidate> Latest(Search search, IReadOnlyList<Candidate> found) => search.Crossed.Count == 0
        ? found
        : found.Where(candidate => !search.Crossed.Contains(candidate.Entry))
            .Concat(search.Crossed.Select(entry => new Candidate(double.NaN, entry, default)));

    private static int Sum(int limit, int spare) => (int)Math.Min((long)limit + spare, Array.MaxLength);

    private static int MoreThan(int spare) => (int)Math.Min(2L * spare + 8, Array.MaxLength);

    /// <summary>Reads frames that the registry may be writing.</summary>
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

        /// <summary>Whether an entry's client counts; null: all do.</summary>
        public Func<int, bool>? Filter { get; }

        /// <summary>An entry's frame as it is now.</summary>
        /// <param name="entry">Its number.</param>
        /// <param name="point">Where its client is.</param>
        /// <returns>Null: the client doesn't count.</returns>
        public byte[]? Read(int entry, out GeoPoint point)
        {
            point = default;
            if (!IsTold(entry, out var frame))
                return null;
            point = GeoPoint.Parse(frame.LocationAndTime);
            return frame.Bytes.ToArray();
        }

        /// <summary>Whether there is a location, that hasn't expired, of a client that counts.</summary>
        private bool IsTold(int entry, out UpdateFrame frame)
        {
            frame = new UpdateFrame(_table.ReadFrame(entry, ref _buffer));
            return !frame.Bytes.IsEmpty && !frame.IsTombstone && !_table.HasExpired(frame) && _allows?.Invoke(frame.Client) != false;
        }
    }
}

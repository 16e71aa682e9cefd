using System.Text;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>
/// Tells one reader first what it lacks, from the registry, then each change, from the feed. It holds no more than a position and one
/// part of a catch-up, however slow the reader is. docs/stream.md says why nothing is told twice or left out.
/// </summary>
/// <code>
///    CatchUpAsync ──all is told──▶ FollowAsync, while it keeps up: each change
///        ▲                              │
///        │                              ├── far behind: each client's newest change up to a noted end
///        └── what it needs isn't kept ──┘
/// </code>
/// <param name="feed">Already entered.</param>
/// <param name="end">Releases a position in the registry.</param>
public sealed class StreamSession(
    StreamFeed feed,
    StreamFilter filter,
    Func<StreamPosition, CancellationToken, Task<StreamPart>> read,
    Action<StreamPosition> end,
    Whereabouts whereabouts,
    IStreamSink sink)
{
    public const int DefaultLag = 8 * 1024;

    /// <summary>Seconds after which a reader that was told nothing gets a newer cursor, since old ones aren't accepted.</summary>
    private const int RenewAfter = 60;

    private static readonly TimeSpan BehindInterval = TimeSpan.FromMilliseconds(50);

    private long _at;
    private StreamCursor? _told;
    private StreamEnd? _noted;
    private bool _hasTold;

    /// <summary>Readers that are more changes behind get only each client's newest.</summary>
    public int Lag { get; init; } = DefaultLag;

    /// <summary>How long this node may lack what a cursor covers: longer than a link takes, shorter than people wait.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <param name="after">What the reader has; null: nothing that counts.</param>
    /// <param name="mayHoldMore">Whether the reader may hold what no cursor covers, and must forget it first.</param>
    public Task StartAsync(StreamCursor? after, bool mayHoldMore, CancellationToken cancel)
    {
        if (after is null && mayHoldMore)
            sink.Reset();
        return CatchUpAsync(after, isStart: true, cancel);
    }

    public Task WaitAsync() => feed.WaitAsync(_at, _noted);

    public async Task FollowAsync(CancellationToken cancel)
    {
        var (target, noted) = (feed.End, feed.Noted);
        var isWhole = target - _at > Lag && noted is not null && noted.Position > _at && noted.Position <= target
            ? await ConflateAsync(noted, cancel).ConfigureAwait(false)
            : await TellEachAsync(target, cancel).ConfigureAwait(false);
        if (!isWhole)
        {
            // What was told since the last cursor may be told again. Without a cursor, the reader starts anew.
            if (_told is null)
                sink.Reset();
            await CatchUpAsync(_told, isStart: _told is null, cancel).ConfigureAwait(false);
            return;
        }

        // After the last change, which was told before its end was noted.
        if (feed.Noted is { } late && late.Position == _at && (_hasTold || late.Cursor.Time - (_told?.Time ?? 0) >= RenewAfter))
            Tell(late.Cursor, isNext: false);
        _noted = noted;
        await sink.FlushAsync(cancel).ConfigureAwait(false);
    }

    private async Task CatchUpAsync(StreamCursor? after, bool isStart, CancellationToken cancel)
    {
        while (!await TryCatchUpAsync(after, isStart, cancel).ConfigureAwait(false))
        {
            sink.Reset();
            (after, isStart) = (null, true);
        }
    }

    /// <returns>Whether this node can tell what the reader lacks.</returns>
    private async Task<bool> TryCatchUpAsync(StreamCursor? after, bool isStart, CancellationToken cancel)
    {
        var position = new StreamPosition(after);
        try
        {
            var part = await ReadFirstAsync(position, cancel).ConfigureAwait(false);
            var start = new Covered(part.Cursor);
            while (part.State == StreamState.Read)
            {
                if (!await TellAsync(part, after, start, cancel).ConfigureAwait(false))
                    return false;
                if (part.IsLast)
                {
                    _at = part.End;
                    TellReady(part.Cursor, isStart);
                    await sink.FlushAsync(cancel).ConfigureAwait(false);
                    return true;
                }

                // Reading waits for a slow reader.
                await sink.FlushAsync(cancel).ConfigureAwait(false);
                part = await read(position, cancel).ConfigureAwait(false);
            }

            return false;
        }
        finally
        {
            end(position);
        }
    }

    /// <summary>Waits while this node lacks what the reader has.</summary>
    private async Task<StreamPart> ReadFirstAsync(StreamPosition position, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; ; waited += BehindInterval)
        {
            var part = await read(position, cancel).ConfigureAwait(false);
            if (part.State != StreamState.Behind || waited >= Patience)
                return part;
            await Task.Delay(BehindInterval, cancel).ConfigureAwait(false);
        }
    }

    private void TellReady(StreamCursor? cursor, bool isStart)
    {
        (_told, _hasTold) = (cursor, false);
        if (isStart)
            sink.Ready(cursor);
        else if (cursor is not null)
            sink.Cursor(cursor, isNext: false);
    }

    private void Tell(StreamCursor cursor, bool isNext)
    {
        (_told, _hasTold) = (cursor, false);
        sink.Cursor(cursor, isNext);
    }

    /// <summary>Flushes in between: a part is several times as long when rendered, and a slow reader must not hold that.</summary>
    /// <param name="start">What the node had when the catch-up began.</param>
    /// <returns>Whether this node can tell what the reader lacks.</returns>
    private async Task<bool> TellAsync(StreamPart part, StreamCursor? after, Covered start, CancellationToken cancel)
    {
        foreach (var change in part.Departed)
        {
            if (filter.IsOf(change))
                sink.Gone(change.Client);
            if (sink.IsFull)
                await sink.FlushAsync(cancel).ConfigureAwait(false);
        }

        for (var rest = part.Block.Bytes; !rest.IsEmpty;)
        {
            var length = (int)UpdateFrame.LengthOf(rest.Span);
            if (!Tell(new UpdateFrame(rest.Span[..length]), after, start))
                return false;
            rest = rest[length..];
            if (sink.IsFull)
                await sink.FlushAsync(cancel).ConfigureAwait(false);
        }

        return true;
    }

    private bool Tell(UpdateFrame update, StreamCursor? after, Covered start)
    {
        if (after is { Beyond.Count: > 0 } && after.Covers(StampOf(update)))
            return true;
        // A tombstone that came meanwhile was among the departed. An earlier one doesn't say whose it is.
        if (update.IsTombstone)
            return after is null || !start.MayHave(update);
        if (!filter.IsOf(update.Client))
            return true;
        if (!whereabouts.IsLocation(update))
        {
            if (after is not null)
                sink.Gone(update.Client);
        }
        else if (filter.Contains(GeoPoint.Parse(update.LocationAndTime)))
        {
            sink.Move(update, null);
        }
        else if (after is not null || !start.SurelyHas(update))
        {
            sink.Leave(update, null);
        }

        return true;
    }

    /// <returns>Whether all that was needed was kept.</returns>
    private async Task<bool> TellEachAsync(long target, CancellationToken cancel)
    {
        while (_at < target)
        {
            if (feed[_at + 1] is not { } change)
                return false;
            var cursor = change.Cursor;
            if (cursor is not null)
                Tell(cursor, isNext: Tells(change, change.Before));
            Tell(change, change.Before, hasCursor: cursor is not null);
            _at++;
            if (sink.IsFull)
                await sink.FlushAsync(cancel).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Tells each client's newest change up to some end.</summary>
    /// <returns>Whether all that was needed was kept.</returns>
    private async Task<bool> ConflateAsync(StreamEnd until, CancellationToken cancel)
    {
        for (var at = _at + 1; at <= until.Position; at++)
        {
            if (feed[at] is not { } change)
                return false;
            if (change.Next is var next && next != 0 && next <= until.Position)
                continue;
            // The reader knows where the client was before the first change that it wasn't told.
            var first = change;
            while (first is not null && first.Previous > _at)
                first = feed[first.Previous];
            Tell(change, first is null ? Unknown : first.Before, hasCursor: false);
            if (sink.IsFull)
                await sink.FlushAsync(cancel).ConfigureAwait(false);
        }

        _at = until.Position;
        Tell(until.Cursor, isNext: false);
        return true;
    }

    private bool Tells(Change change, GeoPoint? before) => filter.IsOf(change) && (Knows(before) || change.Now is { } now && filter.Contains(now));

    private bool Knows(GeoPoint? before) => before is { } point && (point == Unknown || filter.Contains(point));

    private void Tell(Change change, GeoPoint? before, bool hasCursor)
    {
        if (!Tells(change, before))
            return;
        // The cursor that comes with it covers it.
        _hasTold = !hasCursor;
        if (change.IsGone)
            sink.Gone(change.Client);
        else if (filter.Contains(change.Now!.Value))
            sink.Move(change.Frame, change);
        else
            sink.Leave(change.Frame, change);
    }

    /// <summary>A place that may be in the box: it isn't on the globe.</summary>
    private static GeoPoint Unknown { get; } = new(int.MaxValue, 0);

    private static Stamp StampOf(UpdateFrame update) => new(Encoding.UTF8.GetString(update.Origin), update.Epoch, update.Sequence);

    /// <summary>What a node had, by its cursor; null: it had none. Remembers the last origin, as updates come by origins.</summary>
    private sealed class Covered(StreamCursor? cursor)
    {
        private byte[] _origin = [];
        private ulong _epoch;
        private ulong _sequence;

        public bool MayHave(UpdateFrame update) => cursor is null || SurelyHas(update);

        public bool SurelyHas(UpdateFrame update)
        {
            if (cursor is null)
                return false;
            if (!update.Origin.SequenceEqual(_origin) || update.Epoch != _epoch)
            {
                (_origin, _epoch) = (update.Origin.ToArray(), update.Epoch);
                _sequence = cursor.Vector[Encoding.UTF8.GetString(_origin), _epoch];
            }

            return update.Sequence <= _sequence || (cursor.Beyond.Count > 0 && cursor.Covers(StampOf(update)));
        }
    }
}

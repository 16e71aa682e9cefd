using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>Reads a table for streams, on the registry's thread.</summary>
public sealed class StreamSource(LocationTable table, RetentionSettings retention, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    /// <summary>Seconds: how far nodes' clocks may differ, and how long expired locations may still be told.</summary>
    private const long ExpiryMargin = 90;

    /// <summary>Tombstones stay for longer where all have them, so no reader misses one.</summary>
    public static TimeSpan MaxCursorAge(RetentionSettings retention) =>
        TimeSpan.FromTicks(Math.Min(MaxAge.Ticks, retention.ForgetFor.Ticks / 2));

    /// <returns>Null: too much came behind gaps, which a neighbour hasn't filled yet.</returns>
    public StreamCursor? Cursor()
    {
        if (table.StampsBeyondVector(StreamCursor.MaxBeyond) is not { } beyond)
            return null;
        var cursor = new StreamCursor(table.Vector, beyond, Now);
        return cursor.IsTooLong ? null : cursor;
    }

    /// <param name="maxBytes">Of updates, but for a single one that is longer.</param>
    public StreamPart Read(StreamPosition position, int maxBytes)
    {
        var feed = table.Feed;
        feed.Activate();
        var isFirst = position.CatchUp is null;
        if (position.CatchUp is null)
        {
            // The registry was restarted meanwhile, so earlier departures aren't known any more.
            if (position.Departures is not null)
                return StreamPart.Without(StreamState.Unknown);
            if (position.After is { } after)
            {
                if (IsTooOld(after))
                    return StreamPart.Without(StreamState.Unknown);
                if (!table.Covers(after))
                    return StreamPart.Without(StreamState.Behind);
            }

            position.Departures = feed.End;
            position.CatchUp = table.OpenCatchUp(position.After?.Vector ?? VersionVector.Empty);
        }

        if (feed.DeparturesBehind(position.Departures!.Value) is not { } departed)
            return StreamPart.Without(StreamState.Unknown);
        position.Departures = feed.End;
        var bytes = new ArrayBufferWriter<byte>(maxBytes);
        var isLast = table.Read(position.CatchUp, bytes, maxBytes, out var count);
        return new StreamPart(StreamState.Read, departed, new UpdateBlock(bytes.WrittenMemory, count), isLast, feed.End, isFirst || isLast ? Cursor() : null);
    }

    public void Close(StreamPosition position)
    {
        if (position.CatchUp is { } catchUp)
            table.Close(catchUp);
        position.CatchUp = null;
    }

    /// <summary>What went since may have left no trace.</summary>
    private bool IsTooOld(StreamCursor cursor)
    {
        // The cursor's time may be anything: nothing is subtracted from it before it is known to be near.
        var (now, max) = (Now, (long)MaxCursorAge(retention).TotalSeconds);
        if (cursor.Time < now - max || cursor.Time > now + max)
            return true;
        return table.NewestExpired > long.MinValue && table.NewestExpired >= table.ExpiredBefore - Math.Max(now - cursor.Time, 0) - ExpiryMargin;
    }

    private long Now => PosixTime.From(clock.GetUtcNow()).Seconds;
}

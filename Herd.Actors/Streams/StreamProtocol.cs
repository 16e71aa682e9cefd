using Akka.Event;
using Herd.Actors.Locations;

namespace Herd.Actors.Streams;

/// <summary>
/// Asks the registry for the next part of what a reader lacks; answered with <see cref="StreamPart"/>. The reader has entered the
/// <see cref="StreamFeed"/> before.
/// </summary>
/// <param name="Position">Where to read on; the registry's from here to the answer.</param>
public sealed record ReadStream(StreamPosition Position);

/// <summary>A reader has gone, or has read all.</summary>
public sealed record EndStream(StreamPosition Position);

/// <summary>Notes the cursor of what was told last.</summary>
public sealed record NoteStream
{
    public static NoteStream Instance { get; } = new();
}

/// <summary>Where a reader of a stream catches up.</summary>
/// <param name="after">What it has; null: nothing.</param>
public sealed class StreamPosition(StreamCursor? after)
{
    public StreamCursor? After { get; } = after;

    internal CatchUp? CatchUp { get; set; }

    /// <summary>Departures up to there were told, or needn't be; null: nothing was read yet.</summary>
    internal long? Departures { get; set; }
}

/// <summary>What became of a <see cref="ReadStream"/>.</summary>
public enum StreamState
{
    /// <summary>There is a part.</summary>
    Read,

    /// <summary>This node lacks what the cursor covers: it may come.</summary>
    Behind,

    /// <summary>This node can't tell what the reader lacks.</summary>
    Unknown,
}

/// <summary>A part of what a reader lacks.</summary>
/// <param name="State">Whether there is one.</param>
/// <param name="Departed">Clients that went; to be told before the updates.</param>
/// <param name="Block">Updates, each client's newest, and tombstones.</param>
/// <param name="IsLast">With it, the reader knows what the node knew at <paramref name="End"/>.</param>
/// <param name="End">The position in the feed behind which the reader reads on.</param>
/// <param name="Cursor">Of this moment, with the first and the last part; null: there is none just now.</param>
public sealed record StreamPart(
    StreamState State, IReadOnlyList<Change> Departed, UpdateBlock Block, bool IsLast, long End, StreamCursor? Cursor) : IDeadLetterSuppression
{
    internal static StreamPart Without(StreamState state) => new(state, [], new UpdateBlock(default, 0), false, 0, null);
}

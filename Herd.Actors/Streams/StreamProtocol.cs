using Akka.Event;
using Herd.Actors.Locations;

namespace Herd.Actors.Streams;

/// <summary>Asks for the next <see cref="StreamPart"/>. The reader must have entered the <see cref="StreamFeed"/>.</summary>
/// <param name="Position">The registry's until it answers.</param>
public sealed record ReadStream(StreamPosition Position);

public sealed record EndStream(StreamPosition Position);

public sealed record NoteStream
{
    public static NoteStream Instance { get; } = new();
}

/// <param name="after">What the reader has; null: nothing.</param>
public sealed class StreamPosition(StreamCursor? after)
{
    public StreamCursor? After { get; } = after;

    internal CatchUp? CatchUp { get; set; }

    /// <summary>Departures up to here were told, or needn't be; null: nothing was read yet.</summary>
    internal long? Departures { get; set; }
}

public enum StreamState
{
    Read,

    /// <summary>This node lacks what the cursor covers; it may still come.</summary>
    Behind,

    /// <summary>This node can't tell what the reader lacks.</summary>
    Unknown,
}

/// <param name="Departed">To be told before the updates.</param>
/// <param name="Block">Each client's newest update, and tombstones.</param>
/// <param name="End">The position in the feed to follow on from after the last part.</param>
/// <param name="Cursor">Of this moment, with the first and the last part; null: there is none just now.</param>
public sealed record StreamPart(
    StreamState State, IReadOnlyList<Change> Departed, UpdateBlock Block, bool IsLast, long End, StreamCursor? Cursor) : IDeadLetterSuppression
{
    internal static StreamPart Without(StreamState state) => new(state, [], new UpdateBlock(default, 0), false, 0, null);
}

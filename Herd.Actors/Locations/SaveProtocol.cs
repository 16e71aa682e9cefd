using System.Buffers;

namespace Herd.Actors.Locations;

/// <summary>
/// Where the durable copy reads on in the registry: at first all that a vector doesn't cover, then all that changes
/// behind it.
/// </summary>
/// <param name="from">What needn't be read.</param>
public sealed class SaveCursor(VersionVector from)
{
    public VersionVector From { get; } = from;

    /// <summary>
    /// The part that is on its way. It goes along with the messages: the registry's from <see cref="SaveNext"/> on, the
    /// storage's from <see cref="SavePart"/> on.
    /// </summary>
    internal ArrayBufferWriter<byte> Frames { get; } = new(Saving.PartBytes + Saving.SparePartBytes);
}

/// <summary>
/// Asks for the next part. It is answered with <see cref="SavePart"/>: at once if there is something new, the cursor is,
/// or only the node's own updates are asked for; else as soon as there is something new.
/// </summary>
/// <param name="Cursor">Where to read on.</param>
/// <param name="OwnOnly">Whether others' updates are left for later.</param>
public sealed record SaveNext(SaveCursor Cursor, bool OwnOnly = false);

/// <summary>Updates to be saved, each client's newest.</summary>
/// <param name="Cursor">The asker's.</param>
/// <param name="Count">How many frames are in <see cref="SaveCursor.Frames"/>; may be none.</param>
/// <param name="IsLast">Whether this is all that was asked for, up to now.</param>
/// <param name="End">With the last part, if everything was asked for.</param>
public sealed record SavePart(SaveCursor Cursor, int Count, bool IsLast, SaveEnd? End);

/// <summary>The registry at the moment when a cursor was at its end.</summary>
/// <param name="Vector">What is covered by all parts up to here.</param>
/// <param name="Change">How often the registry had changed.</param>
/// <param name="LiveBytes">About what all its frames take.</param>
/// <param name="Erased">How many locations had been forgotten, or had expired, whose traces are to go from the disk.</param>
public sealed record SaveEnd(VersionVector Vector, long Change, long LiveBytes, long Erased = 0);

/// <summary>Everything is on the disk up to a <see cref="SaveEnd.Change"/>.</summary>
public sealed record Saved(long Change);

/// <summary>What was told as <see cref="Saved"/> is lost: everything is saved anew.</summary>
public sealed record Unsaved
{
    public static Unsaved Instance { get; } = new();
}

/// <summary>The cursor isn't needed any more.</summary>
public sealed record StopSaving(SaveCursor Cursor);

/// <summary>The registry was restarted, and an answer may have been lost: start with a new cursor.</summary>
public sealed record SaveAnew
{
    public static SaveAnew Instance { get; } = new();
}

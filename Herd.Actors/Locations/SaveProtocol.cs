using System.Buffers;

namespace Herd.Actors.Locations;

/// <summary>Where the durable copy reads on: first all that <paramref name="from"/> doesn't cover, then all changes.</summary>
public sealed class SaveCursor(VersionVector from)
{
    public VersionVector From { get; } = from;

    /// <summary>The part in transit: the registry's from <see cref="SaveNext"/> on, the storage's from <see cref="SavePart"/> on.</summary>
    internal ArrayBufferWriter<byte> Frames { get; } = new(Saving.PartBytes + Saving.SparePartBytes);
}

/// <summary>Asks for a <see cref="SavePart"/>. It waits for changes, unless the cursor is new or <c>OwnOnly</c> is set.</summary>
public sealed record SaveNext(SaveCursor Cursor, bool OwnOnly = false);

/// <summary>Updates to be saved, each client's newest, in <see cref="SaveCursor.Frames"/>; may be none.</summary>
/// <param name="End">With the last part, if not only the node's own updates were asked for.</param>
public sealed record SavePart(SaveCursor Cursor, int Count, bool IsLast, SaveEnd? End);

/// <param name="Vector">What all parts up to here cover.</param>
/// <param name="Change">How often the registry had changed.</param>
/// <param name="LiveBytes">Approximate bytes of all frames.</param>
/// <param name="Erased">How many locations were forgotten or expired, whose traces must go from the disk.</param>
public sealed record SaveEnd(VersionVector Vector, long Change, long LiveBytes, long Erased = 0);

/// <summary>Everything is on the disk up to a <see cref="SaveEnd.Change"/>.</summary>
public sealed record Saved(long Change);

/// <summary>What was told as <see cref="Saved"/> is lost: everything is saved anew.</summary>
public sealed record Unsaved
{
    public static Unsaved Instance { get; } = new();
}

public sealed record StopSaving(SaveCursor Cursor);

/// <summary>The registry was restarted, and an answer may be lost: start with a new cursor.</summary>
public sealed record SaveAnew
{
    public static SaveAnew Instance { get; } = new();
}

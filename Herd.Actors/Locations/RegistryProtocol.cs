using Akka.Event;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Locations;

/// <summary>
/// Updates in a row, as <see cref="Protocol.UpdateFrame"/>s one behind the other. Whoever gets a block must not
/// change it, unless it says that it owns it.
/// </summary>
/// <param name="Bytes">Whole frames.</param>
/// <param name="Count">How many.</param>
public sealed record UpdateBlock(ReadOnlyMemory<byte> Bytes, int Count);

/// <summary>
/// What a connection tells the registry: the updates of its IAMATs, in their order and without stamps. The block is
/// the registry's from here on. Answered with <see cref="Reported"/>.
/// </summary>
/// <param name="Frames">Whole frames; the registry stamps them in place.</param>
/// <param name="Count">How many.</param>
/// <param name="MayBeRefused">It is a single update, and its client can still be told that there is no room for it.</param>
/// <param name="Outcomes">
/// Gets what became of each update; then each may be refused for itself, and the answer is <see cref="Reported"/> all the same. Null:
/// nobody asks.
/// </param>
/// <param name="Trace">Of the first update; null: it isn't traced.</param>
/// <param name="Points">Where each client is, for those who know: the registry need not read it again. Null: it reads the frames.</param>
public sealed record Report(
    Memory<byte> Frames, int Count, bool MayBeRefused = false, UpdateOutcome[]? Outcomes = null, Traced? Trace = null, GeoPoint[]? Points = null);

/// <summary>
/// Forgets a client, here and everywhere. Answered as a <see cref="Report"/>: <see cref="Reported"/>, <see cref="NotReported"/>
/// or <see cref="NotSaved"/>.
/// </summary>
/// <param name="Client">Its ID.</param>
public sealed record Forget(ReadOnlyMemory<byte> Client);

/// <summary>Asks for a client's newest location, answered with <see cref="FoundUpdate"/>.</summary>
/// <param name="Client">Its ID.</param>
public sealed record FindUpdate(ReadOnlyMemory<byte> Client);

/// <summary>The answer to <see cref="FindUpdate"/>.</summary>
/// <param name="Frame">An <see cref="Protocol.UpdateFrame"/>'s bytes; null: the client isn't known.</param>
public sealed record FoundUpdate(byte[]? Frame) : IDeadLetterSuppression;

/// <summary>
/// Asks for the locations of those who belong to a client: who share the part of its ID before the first <c>/</c>, and some more.
/// Answered with <see cref="FoundFriends"/>.
/// </summary>
/// <param name="Client">Its ID; it isn't in the answer.</param>
/// <param name="Others">IDs of those who belong to everybody.</param>
/// <param name="Limit">Most locations in the answer.</param>
/// <param name="Allows">Which clients may be in it; called on the registry's thread.</param>
public sealed record FindFriends(ReadOnlyMemory<byte> Client, IReadOnlyList<byte[]> Others, int Limit, ClientFilter Allows)
{
    /// <summary>Of a large group so many are looked at: a question shall not hold up the registry.</summary>
    public const int MaxLooked = 1_000;
}

/// <summary>The answer to <see cref="FindFriends"/>: each an <see cref="Protocol.UpdateFrame"/>'s bytes, each client once.</summary>
public sealed record FoundFriends(IReadOnlyList<byte[]> Frames) : IDeadLetterSuppression;

/// <summary>Asks for all locations, a part at a time: for the next <see cref="ExportPart"/>.</summary>
/// <param name="Export">Where to read on; the registry's from here to the answer.</param>
public sealed record ExportNext(Export Export);

/// <summary>A part of all locations, and of tombstones among them.</summary>
/// <param name="Block">Updates; may be none.</param>
/// <param name="IsLast">There are no more.</param>
public sealed record ExportPart(UpdateBlock Block, bool IsLast) : IDeadLetterSuppression;

/// <summary>Nobody wants more of an export.</summary>
public sealed record EndExport(Export Export);

/// <summary>Where an export reads on.</summary>
public sealed class Export
{
    internal CatchUp? Position { get; set; }
}

/// <summary>What every member of the herd has.</summary>
public sealed record CoveredByAll(VersionVector Vector);

// Answers to a connection whose client has left are dead letters that nobody needs to hear of.

/// <summary>A <see cref="Report"/> is stored, as surely as <c>herd.storage.ack</c> asks.</summary>
public sealed record Reported : IDeadLetterSuppression
{
    public static Reported Instance { get; } = new();
}

/// <summary>There is no room for a <see cref="Report"/>'s client (<see cref="LocationLimits"/>): it isn't stored.</summary>
public sealed record NotReported : IDeadLetterSuppression
{
    public static NotReported Instance { get; } = new();
}

/// <summary>A <see cref="Report"/> couldn't be saved for so long that nobody waits for it any more: no other answer follows.</summary>
public sealed record NotSaved : IDeadLetterSuppression
{
    public static NotSaved Instance { get; } = new();
}

/// <summary>
/// Asks for the newest locations of some clients, answered with <see cref="Located"/>. At the first client that isn't
/// known the registry stops, and tells the sender <see cref="ClientArrived"/> when it is.
/// </summary>
/// <param name="Clients">IDs; the memory must stay as it is until the answer.</param>
/// <param name="SkipUnknown">Doesn't stop at the first client of the list if that isn't known: its time is up.</param>
public sealed record Locate(IReadOnlyList<ReadOnlyMemory<byte>> Clients, bool SkipUnknown);

/// <summary>
/// The AT lines, without line endings, of the first clients of a <see cref="Locate"/>; null for a client that was
/// skipped. If there are fewer than were asked for, the next one isn't known.
/// </summary>
public sealed record Located(IReadOnlyList<byte[]?> AtLines) : IDeadLetterSuppression;

/// <summary>The client that a <see cref="Locate"/> stopped at has a location now: ask again.</summary>
/// <param name="Trace">Of the update that it came with; null: it isn't traced.</param>
public sealed record ClientArrived(Traced? Trace = null) : IDeadLetterSuppression
{
    public static ClientArrived Instance { get; } = new();
}

/// <summary>The registry crashed over what the receiver asked or told: no answer follows.</summary>
public sealed record RegistryFailed : IDeadLetterSuppression
{
    public static RegistryFailed Instance { get; } = new();
}

/// <summary>The sender no longer waits for a client, or for an answer to a report.</summary>
public sealed record StopWaiting
{
    public static StopWaiting Instance { get; } = new();
}

using Akka.Event;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Locations;

/// <summary><see cref="UpdateFrame"/>s back to back. A receiver must not change them, unless the message says that it owns them.</summary>
public sealed record UpdateBlock(ReadOnlyMemory<byte> Bytes, int Count);

/// <summary>A connection's updates, in order and without stamps. The registry owns the frames from here on, and stamps them.</summary>
/// <remarks>Answer: <see cref="Reported"/>, <see cref="NotReported"/>, <see cref="NotSaved"/> or <see cref="RegistryFailed"/>.</remarks>
/// <param name="MayBeRefused">It is a single update, and its client can still be told that there is no room for it.</param>
/// <param name="Outcomes">Gets each update's outcome. Each may be refused by itself; the answer is <see cref="Reported"/> anyway.</param>
/// <param name="Trace">Of the first update.</param>
/// <param name="Points">The frames' locations, if already parsed.</param>
public sealed record Report(
    Memory<byte> Frames, int Count, bool MayBeRefused = false, UpdateOutcome[]? Outcomes = null, Traced? Trace = null, GeoPoint[]? Points = null);

/// <summary>Forgets a client on all nodes. Answered as a <see cref="Report"/>.</summary>
public sealed record Forget(ReadOnlyMemory<byte> Client);

public sealed record FindUpdate(ReadOnlyMemory<byte> Client);

/// <param name="Frame">An <see cref="UpdateFrame"/>'s bytes; null: the client isn't known.</param>
public sealed record FoundUpdate(byte[]? Frame) : IDeadLetterSuppression;

/// <summary>Asks for the locations of clients with the same ID up to the first <c>/</c>, and of some others.</summary>
/// <param name="Client">Isn't in the answer.</param>
/// <param name="Allows">Which clients may be in the answer; called on the registry's thread.</param>
public sealed record FindFriends(ReadOnlyMemory<byte> Client, IReadOnlyList<byte[]> Others, int Limit, ClientFilter Allows)
{
    /// <summary>A bound on the clients of a large group that are looked at, so that no question holds up the registry.</summary>
    public const int MaxLooked = 1_000;
}

/// <summary>Each an <see cref="UpdateFrame"/>'s bytes, each client once.</summary>
public sealed record FoundFriends(IReadOnlyList<byte[]> Frames) : IDeadLetterSuppression;

/// <summary>Asks for the next <see cref="ExportPart"/> of all locations. The registry owns the export until it answers.</summary>
public sealed record ExportNext(Export Export);

/// <summary>A part of all locations, with tombstones among them; may be empty.</summary>
public sealed record ExportPart(UpdateBlock Block, bool IsLast) : IDeadLetterSuppression;

public sealed record EndExport(Export Export);

public sealed class Export
{
    internal CatchUp? Position { get; set; }
}

/// <summary>What every member of the herd has.</summary>
public sealed record CoveredByAll(VersionVector Vector);

// Answers to a connection whose client has left aren't worth a dead letter in the log.

/// <summary>A <see cref="Report"/> is stored, as durably as <c>herd.storage.ack</c> asks.</summary>
public sealed record Reported : IDeadLetterSuppression
{
    public static Reported Instance { get; } = new();
}

/// <summary>A <see cref="Report"/> isn't stored: there is no room for its client (<see cref="LocationLimits"/>).</summary>
public sealed record NotReported : IDeadLetterSuppression
{
    public static NotReported Instance { get; } = new();
}

/// <summary>A <see cref="Report"/> couldn't be saved in time; no other answer follows.</summary>
public sealed record NotSaved : IDeadLetterSuppression
{
    public static NotSaved Instance { get; } = new();
}

/// <summary>Asks for clients' newest locations, up to the first unknown one: then <see cref="ClientArrived"/> follows the answer.</summary>
/// <param name="Clients">The memory must not change until the answer.</param>
/// <param name="SkipUnknown">Doesn't stop at the first client of the list if that is unknown.</param>
public sealed record Locate(IReadOnlyList<ReadOnlyMemory<byte>> Clients, bool SkipUnknown);

/// <summary>AT lines without line endings; null: skipped. If there are fewer than asked for, the next client is unknown.</summary>
public sealed record Located(IReadOnlyList<byte[]?> AtLines) : IDeadLetterSuppression;

/// <summary>The client that a <see cref="Locate"/> stopped at has a location now: ask again.</summary>
public sealed record ClientArrived(Traced? Trace = null) : IDeadLetterSuppression
{
    public static ClientArrived Instance { get; } = new();
}

/// <summary>The registry crashed over the receiver's message: no answer follows.</summary>
public sealed record RegistryFailed : IDeadLetterSuppression
{
    public static RegistryFailed Instance { get; } = new();
}

/// <summary>The sender no longer waits for a client, or for an answer to a report.</summary>
public sealed record StopWaiting
{
    public static StopWaiting Instance { get; } = new();
}

public sealed record GetRegistryStatus
{
    public static GetRegistryStatus Instance { get; } = new();
}

/// <param name="Digest">Equal on two nodes that hold the same locations.</param>
/// <param name="HasNoRoom">Whether it lacks what neighbours have, for want of room.</param>
public sealed record RegistryStatus(int Clients, ulong Digest, VersionVector Vector, bool HasNoRoom);

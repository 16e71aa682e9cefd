namespace Herd.Actors.Locations;

/// <summary>
/// A reader of what somebody lacks: at first all that their version vector doesn't cover, then all that changes behind
/// it, each client once however often it moves in between. <see cref="LocationTable.Read"/> (LocationTable.CatchingUp) reads on; a link
/// sends it part by part (<see cref="Gossip.EstablishedLink"/>).
/// </summary>
public sealed class CatchUp
{
    private readonly VersionVector _start;
    private readonly Dictionary<Origin, ulong> _read = [];

    internal CatchUp(VersionVector start) => _start = start;

    /// <summary>The sequence number up to which an origin's stored updates were read, or needn't be.</summary>
    internal ulong ReadUpTo(Origin origin) =>
        _read.TryGetValue(origin, out var sequence) ? sequence : _start[origin.NameText, origin.Epoch];

    /// <summary>How many origins something was read of, or had to be.</summary>
    internal int Origins => _read.Count;

    internal void Advance(Origin origin, ulong sequence)
    {
        Memory.MayTake();
        _read[origin] = sequence;
    }

    /// <summary>An update came in out of order: it must be read, though the reader is past it.</summary>
    internal void GoBackBefore(Origin origin, ulong sequence)
    {
        if (ReadUpTo(origin) < sequence)
            return;
        Memory.MayTake();
        _read[origin] = sequence - 1;
    }

    /// <summary>The table has dropped an origin; a reader may be open for as long as the node runs.</summary>
    internal void Forget(Origin origin) => _read.Remove(origin);
}

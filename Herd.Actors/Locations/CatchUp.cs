namespace Herd.Actors.Locations;

/// <summary>A reader of all that a vector doesn't cover, then of all changes. A client that moves often in between comes once.</summary>
public sealed class CatchUp
{
    private readonly VersionVector _start;
    private readonly Dictionary<Origin, ulong> _read = [];

    internal CatchUp(VersionVector start) => _start = start;

    /// <summary>The sequence number up to which an origin's updates were read, or needn't be.</summary>
    internal ulong ReadUpTo(Origin origin) =>
        _read.TryGetValue(origin, out var sequence) ? sequence : _start[origin.NameText, origin.Epoch];

    internal int Origins => _read.Count;

    internal void Advance(Origin origin, ulong sequence)
    {
        Memory.MayTake();
        _read[origin] = sequence;
    }

    /// <summary>An update came out of order: it must be read, though the reader is past it.</summary>
    internal void GoBackBefore(Origin origin, ulong sequence)
    {
        if (ReadUpTo(origin) < sequence)
            return;
        Memory.MayTake();
        _read[origin] = sequence - 1;
    }

    /// <summary>The table has dropped an origin. A reader may stay open for as long as the node runs.</summary>
    internal void Forget(Origin origin) => _read.Remove(origin);
}

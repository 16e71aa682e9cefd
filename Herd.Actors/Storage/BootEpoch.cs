using System.Security.Cryptography;
using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

/// <summary>A boot epoch is the time of the start, POSIX nanoseconds: higher at each, also if the clock was set back.</summary>
public static class BootEpoch
{
    /// <summary>
    /// Some 4 s, in nanoseconds: two starts that begin with the same last epoch and a clock that was set back take the same
    /// one once in 4 billion.
    /// </summary>
    private const int SpreadBits = 32;

    /// <summary>No clock says so before the year 2262: an epoch above is none of a start.</summary>
    private const ulong Max = long.MaxValue;

    public static ulong From(TimeProvider clock) =>
        (ulong)(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>
    /// A new epoch, higher than the last one that is known of. Whoever puts a backup back knows of an earlier one than was
    /// used last. If the clock was set back too, the last one plus 1 may have been used already: so the step is a random one.
    /// </summary>
    public static ulong After(ulong last, TimeProvider clock)
    {
        var now = From(clock);
        return now > last || last > Max ? now : last + 1 + RandomBits();
    }

    /// <summary>The highest epoch of a node's that a vector tells of; 0: none.</summary>
    public static ulong HighestOf(string node, VersionVector vector) =>
        vector.Entries.Where(entry => entry.Origin == node && entry.Epoch <= Max).Select(entry => entry.Epoch).DefaultIfEmpty().Max();

    /// <summary>Not from the clock, and the same in no two processes.</summary>
    private static ulong RandomBits() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> (64 - SpreadBits);
}

using System.Security.Cryptography;
using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

/// <summary>A boot epoch is the time of the start, POSIX nanoseconds: higher at each, even if the clock was set back.</summary>
public static class BootEpoch
{
    /// <summary>About 4 s in nanoseconds: two starts with the same last epoch and a clock set back collide once in 4 billion.</summary>
    private const int SpreadBits = 32;

    /// <summary>No clock says so before the year 2262: a higher epoch is none of a start.</summary>
    private const ulong Max = long.MaxValue;

    public static ulong From(TimeProvider clock) =>
        (ulong)(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Higher than the last known. A restored backup knows an older one, so last + 1 may be used: the step is random.</summary>
    public static ulong After(ulong last, TimeProvider clock)
    {
        var now = From(clock);
        return now > last || last > Max ? now : last + 1 + RandomBits();
    }

    /// <summary>A node's highest epoch in a vector; 0: none.</summary>
    public static ulong HighestOf(string node, VersionVector vector) =>
        vector.Entries.Where(entry => entry.Origin == node && entry.Epoch <= Max).Select(entry => entry.Epoch).DefaultIfEmpty().Max();

    /// <summary>Not from the clock, and the same in no two processes.</summary>
    private static ulong RandomBits() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> (64 - SpreadBits);
}

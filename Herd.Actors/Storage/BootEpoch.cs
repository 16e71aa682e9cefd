namespace Herd.Actors.Storage;

/// <summary>A boot epoch is the time of the start, POSIX nanoseconds: higher at each, unless the clock was set back.</summary>
public static class BootEpoch
{
    public static ulong From(TimeProvider clock) =>
        (ulong)(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}

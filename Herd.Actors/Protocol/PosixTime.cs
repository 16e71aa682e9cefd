namespace Herd.Actors.Protocol;

/// <summary>
/// A moment in POSIX seconds, to the nanosecond: <c>Seconds + Nanoseconds / 10⁹</c>, so that −0.25 s is
/// (−1, 750,000,000).
/// </summary>
/// <param name="Seconds">Whole seconds, rounded towards the past; within ±10¹⁸.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
public readonly record struct PosixTime(long Seconds, int Nanoseconds) : IComparable<PosixTime>
{
    public const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since 1970, exact for every moment.</summary>
    public Int128 TotalNanoseconds => (Int128)Seconds * NanosecondsPerSecond + Nanoseconds;

    public static PosixTime From(DateTimeOffset moment)
    {
        var ticks = moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new PosixTime(seconds, (int)rest * 100);
    }

    public int CompareTo(PosixTime other)
    {
        var bySeconds = Seconds.CompareTo(other.Seconds);
        return bySeconds != 0 ? bySeconds : Nanoseconds.CompareTo(other.Nanoseconds);
    }

    public static bool operator <(PosixTime left, PosixTime right) => left.CompareTo(right) < 0;

    public static bool operator >(PosixTime left, PosixTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(PosixTime left, PosixTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PosixTime left, PosixTime right) => left.CompareTo(right) >= 0;
}

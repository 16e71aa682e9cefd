namespace Herd.Actors.Protocol;

/// <summary>POSIX seconds to the nanosecond: <c>Seconds + Nanoseconds / 10⁹</c>, so that −0.25 s is (−1, 750,000,000).</summary>
/// <param name="Seconds">Rounded towards the past; within ±10¹⁸.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
public readonly record struct PosixTime(long Seconds, int Nanoseconds) : IComparable<PosixTime>
{
    public const int NanosecondsPerSecond = 1_000_000_000;
    private const long MaxSeconds = 1_000_000_000_000_000_000;

    /// <summary>An optional <c>-</c>, digits, optionally a point and digits; within ±10¹⁸ s. Only nine decimals are read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out PosixTime time)
    {
        time = default;
        var isNegative = text.Length > 0 && text[0] == '-';
        var number = isNegative ? text[1..] : text;

        var end = Digits.TryReadEight(number, out var eight) ? 8 : 0;
        long seconds = eight;
        for (; end < number.Length && Digits.Is(number[end]); end++)
        {
            // Ten times the limit overflows a long, but not a ulong.
            seconds = seconds * 10 + number[end] - '0';
            if ((ulong)seconds > MaxSeconds)
                return false;
        }

        var fraction = number[end..];
        if (end == 0 || !Digits.IsFraction(fraction))
            return false;
        var nanoseconds = FractionToNanoseconds(fraction);
        if (seconds == MaxSeconds && fraction.IndexOfAnyExcept((byte)'.', (byte)'0') >= 0)
            return false;
        time = !isNegative ? new PosixTime(seconds, nanoseconds)
            : nanoseconds == 0 ? new PosixTime(-seconds, 0)
            : new PosixTime(-seconds - 1, NanosecondsPerSecond - nanoseconds);
        return true;
    }

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

    /// <param name="duration">Not negative.</param>
    public PosixTime Plus(TimeSpan duration)
    {
        var (seconds, ticks) = Math.DivRem(duration.Ticks, TimeSpan.TicksPerSecond);
        var nanoseconds = Nanoseconds + (int)ticks * TimeSpan.NanosecondsPerTick;
        return nanoseconds < NanosecondsPerSecond
            ? new PosixTime(Seconds + seconds, (int)nanoseconds)
            : new PosixTime(Seconds + seconds + 1, (int)nanoseconds - NanosecondsPerSecond);
    }

    /// <summary>Only for times within some 292 years of 1970.</summary>
    public long TotalNanoseconds => Seconds * NanosecondsPerSecond + Nanoseconds;

    private static int FractionToNanoseconds(ReadOnlySpan<byte> fraction)
    {
        var digits = fraction.IsEmpty ? fraction : fraction[1..];
        var end = Digits.TryReadEight(digits, out var nanoseconds) ? 8 : 0;
        for (; end < 9; end++)
            nanoseconds = nanoseconds * 10 + (end < digits.Length ? digits[end] - '0' : 0);
        return nanoseconds;
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

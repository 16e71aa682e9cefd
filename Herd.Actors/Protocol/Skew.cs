using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary>The server's receipt time minus the client's time, in seconds: a sign always, and nine decimals.</summary>
public static class Skew
{
    /// <summary>Sign, 19 digits, point, nine decimals.</summary>
    public const int MaxLength = 30;

    /// <summary>Writes <c>+0.263873386</c> and the like, exactly; zero has a plus.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="receipt">When the server read the command.</param>
    /// <param name="time">What the client said.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> destination, PosixTime receipt, PosixTime time)
    {
        var isNegative = receipt < time;
        var (later, earlier) = isNegative ? (time, receipt) : (receipt, time);
        // Both are within ±10¹⁸, so that the difference fits.
        var seconds = later.Seconds - earlier.Seconds;
        var nanoseconds = later.Nanoseconds - earlier.Nanoseconds;
        if (nanoseconds < 0)
        {
            seconds--;
            nanoseconds += PosixTime.NanosecondsPerSecond;
        }

        destination[0] = isNegative ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(seconds, destination[1..], out var digits);
        var point = 1 + digits;
        destination[point] = (byte)'.';
        Digits.Write(destination.Slice(point + 1, 9), nanoseconds);
        return point + 10;
    }
}

using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary><c>AT server skew client location time</c>, without a line ending; the last three as the client wrote them.</summary>
public static class AtLineFormat
{
    /// <summary>"AT ", and a space after the server's name and the skew.</summary>
    private const int FixedLength = 5;

    private const int FieldsBeforeSkew = 2;

    private const int FieldsBeforeLocation = 4;

    /// <summary>Always enough for the answer to a line of this length.</summary>
    public static int MaxLength(int serverLength, int lineLength) =>
        FixedLength + serverLength + Skew.MaxLength + lineLength;

    /// <summary>Answers an IAMAT parsed from <paramref name="line"/>. Needs <see cref="MaxLength"/> bytes; returns the length.</summary>
    public static int Write(
        Span<byte> destination,
        ReadOnlySpan<byte> server,
        ReadOnlySpan<byte> line,
        in Command command,
        PosixTime receipt,
        out int clientStart)
    {
        "AT "u8.CopyTo(destination);
        server.CopyTo(destination[3..]);
        var at = 3 + server.Length;
        destination[at++] = (byte)' ';
        at += Skew.Write(destination[at..], receipt, command.Time);
        destination[at++] = (byte)' ';
        clientStart = at;
        at += Copy(command.Client.Of(line), destination[at..]);
        destination[at++] = (byte)' ';
        at += Copy(command.Location.Of(line), destination[at..]);
        destination[at++] = (byte)' ';
        return at + Copy(command.TimeText.Of(line), destination[at..]);
    }

    /// <summary>Empty if there is none.</summary>
    public static ReadOnlySpan<byte> LocationIn(ReadOnlySpan<byte> atLine)
    {
        var end = FieldAt(ref atLine, FieldsBeforeLocation);
        return end < 0 ? default : atLine[..end];
    }

    public static ReadOnlySpan<byte> SkewIn(ReadOnlySpan<byte> atLine)
    {
        var end = FieldAt(ref atLine, FieldsBeforeSkew);
        return atLine[..end];
    }

    /// <returns>Where the next field ends; negative: at the end of the line.</returns>
    private static int FieldAt(ref ReadOnlySpan<byte> atLine, int fieldsBefore)
    {
        for (var i = 0; i < fieldsBefore; i++)
            atLine = atLine[(atLine.IndexOf((byte)' ') + 1)..];
        return atLine.IndexOf((byte)' ');
    }

    private static int Copy(ReadOnlySpan<byte> field, Span<byte> destination)
    {
        field.CopyTo(destination);
        return field.Length;
    }
}

/// <summary>The server's receipt time minus the client's time, in seconds: always with a sign and nine decimals.</summary>
public static class Skew
{
    /// <summary>Sign, 19 digits, point, nine decimals.</summary>
    public const int MaxLength = 30;

    /// <summary>Exact, such as <c>+0.263873386</c>; zero has a plus. Needs <see cref="MaxLength"/> bytes; returns the length.</summary>
    public static int Write(Span<byte> destination, PosixTime receipt, PosixTime time)
    {
        var isNegative = receipt < time;
        var (later, earlier) = isNegative ? (time, receipt) : (receipt, time);
        // Both are within ±10¹⁸, so the difference fits.
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

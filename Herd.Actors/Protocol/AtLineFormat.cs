namespace Herd.Actors.Protocol;

/// <summary>
/// The answer to an IAMAT, without a line ending: <c>AT server skew client location time</c>, one space between two
/// fields; client, location and time as the client wrote them.
/// </summary>
public static class AtLineFormat
{
    /// <summary>"AT ", the space behind the server's name, and the one behind the skew.</summary>
    private const int FixedLength = 5;

    private const int FieldsBeforeSkew = 2;

    private const int FieldsBeforeLocation = 4;

    /// <summary>Bytes that are always enough for the answer to a line of this length.</summary>
    public static int MaxLength(int serverLength, int lineLength) =>
        FixedLength + serverLength + Skew.MaxLength + lineLength;

    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="server">This node's name.</param>
    /// <param name="line">What <paramref name="command"/> was parsed from.</param>
    /// <param name="command">An IAMAT.</param>
    /// <param name="receipt">When the server read it.</param>
    /// <param name="clientStart">Where in the AT line the client ID starts.</param>
    /// <returns>How many bytes were written.</returns>
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

    /// <summary>The location in an AT line that <see cref="Write"/> wrote; empty if it isn't one.</summary>
    public static ReadOnlySpan<byte> LocationIn(ReadOnlySpan<byte> atLine)
    {
        for (var i = 0; i < FieldsBeforeLocation; i++)
            atLine = atLine[(atLine.IndexOf((byte)' ') + 1)..];
        var end = atLine.IndexOf((byte)' ');
        return end < 0 ? default : atLine[..end];
    }

    /// <summary>The skew in an AT line that <see cref="Write"/> wrote.</summary>
    public static ReadOnlySpan<byte> SkewIn(ReadOnlySpan<byte> atLine)
    {
        for (var i = 0; i < FieldsBeforeSkew; i++)
            atLine = atLine[(atLine.IndexOf((byte)' ') + 1)..];
        return atLine[..atLine.IndexOf((byte)' ')];
    }

    private static int Copy(ReadOnlySpan<byte> field, Span<byte> destination)
    {
        field.CopyTo(destination);
        return field.Length;
    }
}

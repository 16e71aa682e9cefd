namespace Herd.Actors.Protocol;

/// <summary>The answer to what isn't a command: <c>? </c>, the line as it came, and a LF.</summary>
public static class Refusal
{
    private const int FixedLength = 3;

    public static int Length(int textLength) => FixedLength + textLength;

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="text">The line less its line ending and outer white space.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        "? "u8.CopyTo(destination);
        text.CopyTo(destination[2..]);
        destination[2 + text.Length] = (byte)'\n';
        return Length(text.Length);
    }
}

namespace Herd.Actors.Protocol;

/// <summary>The answer to what isn't a command: <c>? </c>, the line without outer white space, and a LF.</summary>
public static class Refusal
{
    private const int FixedLength = 3;

    public static int Length(int textLength) => FixedLength + textLength;

    /// <summary>Needs <see cref="Length"/> bytes, and returns how many it wrote.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        "? "u8.CopyTo(destination);
        text.CopyTo(destination[2..]);
        destination[2 + text.Length] = (byte)'\n';
        return Length(text.Length);
    }
}

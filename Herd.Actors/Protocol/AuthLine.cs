namespace Herd.Actors.Protocol;

/// <summary><c>AUTH NAME SECRET</c>, where a node has keys. None of it is ever said again, whether it is right or not.</summary>
public static class AuthLine
{
    /// <summary>The answer to a right one.</summary>
    public static ReadOnlySpan<byte> Accepted => "AUTH ok\n"u8;

    /// <summary>What stands behind <c>? </c> for a wrong one.</summary>
    public static ReadOnlySpan<byte> Refused => Word;

    private static ReadOnlySpan<byte> Word => "AUTH"u8;

    /// <summary>Whether a line, or its beginning, is one; whatever is behind the word.</summary>
    /// <param name="text">Without white space before it.</param>
    public static bool Is(ReadOnlySpan<byte> text) =>
        text.StartsWith(Word) && (text.Length == Word.Length || WhiteSpace.Is(text[Word.Length]));

    /// <param name="text">A line without outer white space.</param>
    /// <param name="name">The key's.</param>
    /// <param name="secret">The key's.</param>
    /// <returns>False: it is another line, or hasn't exactly three fields.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> secret)
    {
        name = default;
        secret = default;
        if (!Is(text))
            return false;
        var fields = text[Word.Length..].TrimStart(WhiteSpace.Bytes);
        var end = WhiteSpace.IndexIn(fields);
        name = end < 0 ? fields : fields[..end];
        if (end < 0)
            return false;
        secret = fields[end..].TrimStart(WhiteSpace.Bytes);
        return WhiteSpace.IndexIn(secret) < 0;
    }
}

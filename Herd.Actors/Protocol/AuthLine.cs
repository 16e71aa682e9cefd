namespace Herd.Actors.Protocol;

/// <summary><c>AUTH NAME SECRET</c>, on a node with keys. No answer and no log repeats any of it.</summary>
public static class AuthLine
{
    public static ReadOnlySpan<byte> Accepted => "AUTH ok\n"u8;

    /// <summary>What follows <c>? </c> in the answer to a wrong one.</summary>
    public static ReadOnlySpan<byte> Refused => Word;

    private static ReadOnlySpan<byte> Word => "AUTH"u8;

    /// <summary>Whether the first word is AUTH, without white space before it.</summary>
    public static bool Is(ReadOnlySpan<byte> text) =>
        text.StartsWith(Word) && (text.Length == Word.Length || WhiteSpace.Is(text[Word.Length]));

    /// <summary>Takes a line without outer white space. False: another word, or not three fields.</summary>
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

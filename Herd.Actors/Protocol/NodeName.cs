namespace Herd.Actors.Protocol;

/// <summary>A node's name, which can be part of an actor's path and a folder on any system.</summary>
public static class NodeName
{
    public const int MaxLength = 100;

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }

        return true;
    }

    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[MaxLength];
        if (name.Length > MaxLength)
            return false;
        for (var at = 0; at < name.Length; at++)
            text[at] = (char)name[at];
        return IsValid(text[..name.Length]);
    }
}

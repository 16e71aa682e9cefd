namespace Herd.Actors.Protocol;

/// <summary>What decimal numbers of the client protocol are made of: ASCII digits and a point.</summary>
internal static class Digits
{
    public static bool Is(byte value) => (uint)(value - '0') <= 9;

    /// <summary>How many digits <paramref name="text"/> starts with.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && Is(text[count]))
            count++;
        return count;
    }

    /// <summary>Whether <paramref name="text"/> is nothing, or a point and at least one digit.</summary>
    public static bool IsFraction(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text.Length > 1 && text[0] == '.' && Count(text[1..]) == text.Length - 1);

    /// <summary>Whether a number is at most <paramref name="limit"/>, whatever the length of its digits.</summary>
    /// <param name="whole">Digits.</param>
    /// <param name="fraction">Nothing, or a point and digits.</param>
    /// <param name="limit">0 to 999.</param>
    public static bool IsWithin(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int limit)
    {
        var value = 0;
        foreach (var digit in whole)
        {
            value = value * 10 + digit - '0';
            if (value > limit)
                return false;
        }

        return value < limit || fraction.IndexOfAnyExcept((byte)'.', (byte)'0') < 0;
    }
}

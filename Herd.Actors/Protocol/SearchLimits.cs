using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary>The two numbers of a WHATSAT. Neither takes a sign, an exponent or a thousands separator.</summary>
public static class SearchLimits
{
    public const int MaxRadius = 50;
    public const int MaxBound = 20;

    /// <summary>Kilometres: digits, optionally a point and digits; 0 to 50, to the last digit.</summary>
    public static bool TryParseRadius(ReadOnlySpan<byte> text, out double radius)
    {
        var whole = Digits.Count(text);
        radius = 0;
        return whole > 0
            && Digits.IsFraction(text[whole..])
            && Digits.IsWithin(text[..whole], text[whole..], MaxRadius)
            && Utf8Parser.TryParse(text, out radius, out _);
    }

    /// <summary>Digits; 0 to 20.</summary>
    public static bool TryParseBound(ReadOnlySpan<byte> text, out int bound)
    {
        bound = 0;
        return text.Length > 0
            && Digits.Count(text) == text.Length
            && Digits.IsWithin(text, default, MaxBound)
            && Utf8Parser.TryParse(text, out bound, out _);
    }
}

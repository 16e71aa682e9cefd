using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary>
/// A location in the decimal degrees of ISO 6709: latitude within ±90, then longitude within ±180,
/// <c>±D[D][.d…]±D[D][D][.d…]</c>.
/// </summary>
public static class Iso6709
{
    private const int MaxLatitude = 90;
    private const int MaxLongitude = 180;

    public static bool IsValid(ReadOnlySpan<byte> text) => TrySplit(text, out _);

    /// <summary>Degrees, positive to the north and to the east.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double latitude, out double longitude)
    {
        latitude = longitude = 0;
        return TrySplit(text, out var longitudeStart)
            && Utf8Parser.TryParse(text[..longitudeStart], out latitude, out _)
            && Utf8Parser.TryParse(text[longitudeStart..], out longitude, out _);
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out int longitudeStart)
    {
        longitudeStart = LengthOfCoordinate(text, 2, MaxLatitude);
        if (longitudeStart == 0)
            return false;
        var longitude = LengthOfCoordinate(text[longitudeStart..], 3, MaxLongitude);
        return longitude > 0 && longitudeStart + longitude == text.Length;
    }

    /// <returns>Bytes of the coordinate that the text starts with; 0 if there is none.</returns>
    private static int LengthOfCoordinate(ReadOnlySpan<byte> text, int maxDigits, int limit)
    {
        if (text.Length < 2 || (text[0] != '+' && text[0] != '-'))
            return 0;
        var whole = Digits.Count(text[1..]);
        if (whole == 0 || whole > maxDigits)
            return 0;
        var end = 1 + whole;
        if (end < text.Length && text[end] == '.')
        {
            var fraction = Digits.Count(text[(end + 1)..]);
            if (fraction == 0)
                return 0;
            end += 1 + fraction;
        }

        return Digits.IsWithin(text.Slice(1, whole), text[(1 + whole)..end], limit) ? end : 0;
    }
}

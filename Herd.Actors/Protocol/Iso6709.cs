using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary>
/// A point on the globe as ISO 6709 writes it in decimal degrees, latitude first, a sign before each:
/// <c>±D[D][.d…]±D[D][D][.d…]</c>, at most 90 and 180.
/// </summary>
public static class Iso6709
{
    private const int MaxLatitude = 90;
    private const int MaxLongitude = 180;

    public static bool IsValid(ReadOnlySpan<byte> text) => TrySplit(text, out _);

    /// <param name="text">What may be a location.</param>
    /// <param name="latitude">Degrees, −90 to 90, positive to the north.</param>
    /// <param name="longitude">Degrees, −180 to 180, positive to the east.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double latitude, out double longitude)
    {
        latitude = longitude = 0;
        return TrySplit(text, out var end)
            && Utf8Parser.TryParse(text[..end], out latitude, out _)
            && Utf8Parser.TryParse(text[end..], out longitude, out _);
    }

    /// <param name="text">What may be a location.</param>
    /// <param name="end">Where the latitude ends and the longitude starts.</param>
    private static bool TrySplit(ReadOnlySpan<byte> text, out int end)
    {
        end = LengthOfCoordinate(text, 2, MaxLatitude);
        if (end == 0)
            return false;
        var longitude = LengthOfCoordinate(text[end..], 3, MaxLongitude);
        return longitude > 0 && end + longitude == text.Length;
    }

    /// <returns>How many bytes at the start of the text are one coordinate; 0 if none are.</returns>
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

using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Herd.Actors.Protocol;

/// <summary>ISO 6709, decimal: latitude within ±90, then longitude within ±180 degrees, <c>±D[D][.d…]±D[D][D][.d…]</c>.</summary>
public static class Iso6709
{
    private const int MaxLatitude = 90;
    private const int MaxLongitude = 180;

    /// <summary>Decimals of a degree that count in a <see cref="GeoPoint"/>; the next one is rounded away from zero.</summary>
    private const int Decimals = 7;

    private static readonly int[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    public static bool IsValid(ReadOnlySpan<byte> text) => !text.IsEmpty && Read(text, out _) == text.Length;

    /// <summary>Degrees, positive to the north and to the east.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double latitude, out double longitude)
    {
        latitude = longitude = 0;
        if (!IsValid(text))
            return false;
        var longitudeStart = text.LastIndexOfAny((byte)'+', (byte)'-');
        return Utf8Parser.TryParse(text[..longitudeStart], out latitude, out _)
            && Utf8Parser.TryParse(text[longitudeStart..], out longitude, out _);
    }

    /// <summary>Reads the location that a text starts with. Fastest if eight bytes or more follow it.</summary>
    /// <returns>Its length; 0: there is none.</returns>
    internal static int Read(ReadOnlySpan<byte> text, out GeoPoint point)
    {
        point = default;
        var at = 0;
        if (!TryReadCoordinate(text, ref at, 2, MaxLatitude, out var latitude) || !TryReadCoordinate(text, ref at, 3, MaxLongitude, out var longitude))
            return 0;
        point = new GeoPoint(latitude, longitude);
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadCoordinate(ReadOnlySpan<byte> text, ref int at, int maxDigits, int limit, out int units)
    {
        units = 0;
        if ((uint)at >= (uint)text.Length || (text[at] != '+' && text[at] != '-'))
            return false;
        var isNegative = text[at++] == '-';
        var whole = 0;
        var start = at;
        for (; at < text.Length && Digits.Is(text[at]); at++)
        {
            if (at - start == maxDigits)
                return false;
            whole = whole * 10 + text[at] - '0';
        }

        if (at == start || whole > limit)
            return false;
        units = whole * GeoPoint.PerDegree;
        if (at < text.Length && text[at] == '.')
        {
            var count = Digits.ReadUpToEight(text[++at..], out var fraction);
            if (count == 0)
                return false;
            var digits = count < 8 ? count : Digits.Count(text[at..]);
            if (whole == limit && text.Slice(at, digits).IndexOfAnyExcept((byte)'0') >= 0)
                return false;
            units += count <= Decimals ? fraction * PowersOfTen[Decimals - count] : (fraction + 5) / 10;
            at += digits;
        }

        if (isNegative)
            units = -units;
        return true;
    }
}

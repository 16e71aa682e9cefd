namespace Herd.Actors.Places.Embedded;

/// <summary>Open Location Codes of ten digits, for areas of 1/8000° by 1/8000° (https://github.com/google/open-location-code).</summary>
internal static class PlusCode
{
    public const int Length = 11;

    /// <summary>Digits that a nearby town's name replaces in a compound code.</summary>
    public const int AreaLength = 4;

    private const int CellsPerDegree = 8000;

    private static ReadOnlySpan<byte> Digits => "23456789CFGHJMPQRVWX"u8;

    /// <summary>Takes units of <see cref="TownData.UnitsPerDegree"/>, and writes <see cref="Length"/> ASCII bytes.</summary>
    public static void Write(int latitude, int longitude, Span<byte> code)
    {
        // The North Pole belongs to the northernmost cell; 180° is −180°.
        var row = Math.Min(CellOf(latitude, 90), 180 * CellsPerDegree - 1);
        var column = CellOf(longitude, 180) % (360 * CellsPerDegree);
        code[8] = (byte)'+';
        for (var pair = 4; pair >= 0; pair--)
        {
            var position = pair == 4 ? 9 : 2 * pair;
            code[position] = Digits[row % 20];
            code[position + 1] = Digits[column % 20];
            row /= 20;
            column /= 20;
        }
    }

    private static int CellOf(int units, int offset) =>
        (int)((units + (long)offset * TownData.UnitsPerDegree) * CellsPerDegree / TownData.UnitsPerDegree);
}

using System.Runtime.Intrinsics.X86;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>
/// A place on the globe, to 10⁻⁷ degrees (11 mm). Equal places are equal values: at a pole the longitude is 0, and the
/// antimeridian is −180.
/// </summary>
public readonly record struct GeoPoint
{
    /// <summary>Units of a degree.</summary>
    public const int PerDegree = 10_000_000;

    internal const int Pole = 90 * PerDegree;
    internal const int HalfTurn = 180 * PerDegree;

    /// <summary>Decimals of a degree that count; the next one is rounded away from zero.</summary>
    private const int Decimals = 7;

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    private static readonly int[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    /// <param name="latitude">In units, within ±90 degrees.</param>
    /// <param name="longitude">In units, within ±180 degrees.</param>
    public GeoPoint(int latitude, int longitude)
    {
        Latitude = latitude;
        Longitude = Math.Abs(latitude) == Pole ? 0 : longitude == HalfTurn ? -HalfTurn : longitude;
    }

    /// <summary>In units of 10⁻⁷ degrees, −90 to 90 degrees, positive to the north.</summary>
    public int Latitude { get; }

    /// <summary>In units of 10⁻⁷ degrees, −180 to less than 180 degrees, positive to the east.</summary>
    public int Longitude { get; }

    /// <summary>Bits of longitude and latitude in turn, the highest first (Morton): places with the first bits alike are in one cell of a grid.</summary>
    internal ulong Key
    {
        get
        {
            var (longitude, latitude) = ((uint)Longitude + HalfTurn, (uint)Latitude + Pole);
            return Bmi2.X64.IsSupported
                ? Bmi2.X64.ParallelBitDeposit(longitude, ~EvenBits) | Bmi2.X64.ParallelBitDeposit(latitude, EvenBits)
                : (Spread(longitude) << 1) | Spread(latitude);
        }
    }

    /// <param name="latitude">Degrees, within ±90.</param>
    /// <param name="longitude">Degrees, within ±180.</param>
    public static GeoPoint FromDegrees(double latitude, double longitude) => new(ToUnits(latitude), ToUnits(longitude));

    /// <summary>Where an update says that its client is.</summary>
    /// <param name="location">
    /// Well-formed ISO 6709, as <see cref="Iso6709"/> says: who took the update has seen to it. A space and anything may follow.
    /// </param>
    public static GeoPoint Parse(ReadOnlySpan<byte> location)
    {
        var at = 0;
        var latitude = ReadCoordinate(location, ref at);
        return new GeoPoint(latitude, ReadCoordinate(location, ref at));
    }

    internal static int ToUnits(double degrees) => (int)Math.Round(degrees * PerDegree, MidpointRounding.AwayFromZero);

    private static int ReadCoordinate(ReadOnlySpan<byte> text, ref int at)
    {
        var isNegative = text[at++] == '-';
        at += Digits.ReadUpToEight(text[at..], out var units);
        units *= PerDegree;
        if (at < text.Length && text[at] == '.')
        {
            var decimals = Digits.ReadUpToEight(text[++at..], out var fraction);
            at += decimals;
            units += decimals <= Decimals ? fraction * PowersOfTen[Decimals - decimals] : (fraction + 5) / 10;
            while (at < text.Length && Digits.Is(text[at]))
                at++;
        }

        return isNegative ? -units : units;
    }

    /// <summary>A zero before each bit.</summary>
    private static ulong Spread(uint bits)
    {
        ulong spread = bits;
        spread = (spread | (spread << 16)) & 0x0000_FFFF_0000_FFFF;
        spread = (spread | (spread << 8)) & 0x00FF_00FF_00FF_00FF;
        spread = (spread | (spread << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        spread = (spread | (spread << 2)) & 0x3333_3333_3333_3333;
        return (spread | (spread << 1)) & EvenBits;
    }
}

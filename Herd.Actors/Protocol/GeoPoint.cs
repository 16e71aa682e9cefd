using System.Runtime.Intrinsics.X86;

namespace Herd.Actors.Protocol;

/// <summary>A place to 10⁻⁷ degrees (11 mm). Equal places are equal values: longitude 0 at a pole, −180 at the antimeridian.</summary>
public readonly record struct GeoPoint
{
    public const int PerDegree = 10_000_000;

    internal const int Pole = 90 * PerDegree;
    internal const int HalfTurn = 180 * PerDegree;

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>One number, since it is copied often.</summary>
    private readonly long _both;

    /// <summary>In units, within ±90 and ±180 degrees.</summary>
    public GeoPoint(int latitude, int longitude)
    {
        var onlyOne = Math.Abs(latitude) == Pole ? 0 : longitude == HalfTurn ? -HalfTurn : longitude;
        _both = ((long)latitude << 32) | (uint)onlyOne;
    }

    /// <summary>In units of 10⁻⁷ degrees, positive to the north.</summary>
    public int Latitude => (int)(_both >> 32);

    /// <summary>In units of 10⁻⁷ degrees, −180 to less than 180 degrees, positive to the east.</summary>
    public int Longitude => (int)_both;

    /// <summary>Bits of longitude and latitude in turn, the highest first (Morton): places in one grid cell share the first bits.</summary>
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

    public static GeoPoint FromDegrees(double latitude, double longitude) => new(ToUnits(latitude), ToUnits(longitude));

    /// <param name="location">Well-formed ISO 6709, as checked when the update was taken. A space and anything may follow.</param>
    public static GeoPoint Parse(ReadOnlySpan<byte> location)
    {
        Iso6709.Read(location, out var point);
        return point;
    }

    internal static int ToUnits(double degrees) => (int)Math.Round(degrees * PerDegree, MidpointRounding.AwayFromZero);

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

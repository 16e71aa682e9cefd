using System.Runtime.Intrinsics.X86;

namespace Herd.Actors.Protocol;

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

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>One number, since it is copied often.</summary>
    private readonly long _both;

    /// <param name="latitude">In units, within ±90 degrees.</param>
    /// <param name="longitude">In units, within ±180 degrees.</param>
    public GeoPoint(int latitude, int longitude)
    {
        var onlyOne = Math.Abs(latitude) == Pole ? 0 : longitude == HalfTurn ? -HalfTurn : longitude;
        _both = ((long)latitude << 32) | (uint)onlyOne;
    }

    /// <summary>In units of 10⁻⁷ degrees, −90 to 90 degrees, positive to the north.</summary>
    public int Latitude => (int)(_both >> 32);

    /// <summary>In units of 10⁻⁷ degrees, −180 to less than 180 degrees, positive to the east.</summary>
    public int Longitude => (int)_both;

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
        Iso6709.Read(location, out var point);
        return point;
    }

    internal static int ToUnits(double degrees) => (int)Math.Round(degrees * PerDegree, MidpointRounding.AwayFromZero);

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

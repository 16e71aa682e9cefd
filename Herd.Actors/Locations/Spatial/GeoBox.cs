using System.Globalization;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>
/// A box as RFC 7946 has it, edges included: with west &gt; east it crosses the antimeridian. Edges count to 10⁻⁷ degrees. A
/// box that reaches a pole contains it, whatever its longitudes.
/// </summary>
public readonly record struct GeoBox
{
    private readonly int _west;
    private readonly int _south;
    private readonly int _east;
    private readonly int _north;

    /// <param name="west">Degrees, within ±180.</param>
    /// <param name="south">Degrees, within ±90.</param>
    /// <param name="east">Degrees, within ±180.</param>
    /// <param name="north">Degrees, within ±90, not less than <paramref name="south"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge isn't on the globe, or north is south of south.</exception>
    public GeoBox(double west, double south, double east, double north)
    {
        Check.Longitude(west);
        Check.Latitude(south);
        Check.Longitude(east);
        Check.Latitude(north);
        ArgumentOutOfRangeException.ThrowIfLessThan(north, south);
        (_west, _south, _east, _north) = (GeoPoint.ToUnits(west), GeoPoint.ToUnits(south), GeoPoint.ToUnits(east), GeoPoint.ToUnits(north));
    }

    public static GeoBox World { get; } = new(-180, -90, 180, 90);

    public bool Contains(GeoPoint point) =>
        point.Latitude >= _south && point.Latitude <= _north
        && (Math.Abs(point.Latitude) == GeoPoint.Pole || Overlaps(point.Longitude, point.Longitude));

    /// <summary>West, south, east and north in units of 10⁻⁷ degrees.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_west},{_south},{_east},{_north}");

    /// <summary>Whether a point of a cell may be within.</summary>
    internal bool Intersects(in CellBounds cell)
    {
        if (cell.North < _south || cell.South > _north)
            return false;
        return Overlaps(cell.West, cell.East)
            || (_north == GeoPoint.Pole && cell.North >= GeoPoint.Pole)
            || (_south == -GeoPoint.Pole && cell.South <= -GeoPoint.Pole);
    }

    private bool Overlaps(long west, long east) => _west <= _east
        ? (west <= _east && east >= _west) || (_east == GeoPoint.HalfTurn && west <= -GeoPoint.HalfTurn)
        : west <= _east || east >= _west;
}

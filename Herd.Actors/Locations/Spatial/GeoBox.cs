using System.Globalization;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>As in RFC 7946, edges included, to 10⁻⁷ degrees. West &gt; east crosses the antimeridian; poles have all longitudes.</summary>
public readonly record struct GeoBox
{
    private readonly int _west;
    private readonly int _south;
    private readonly int _east;
    private readonly int _north;

    /// <summary>Takes degrees.</summary>
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

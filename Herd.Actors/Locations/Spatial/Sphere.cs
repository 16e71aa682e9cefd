using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Distances from one point on a sphere, by the haversine formula.</summary>
public readonly struct Sphere
{
    /// <summary>The earth's mean radius in metres.</summary>
    public const double Radius = 6_371_008.8;

    private const double RadiansPerDegree = Math.PI / 180;

    /// <summary>Relative, and far more than rounding errors.</summary>
    private const double Slack = 1e-9;

    private readonly double _latitude;
    private readonly double _longitude;
    private readonly double _sine;
    private readonly double _cosine;

    /// <summary>Takes degrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The point isn't on the globe.</exception>
    public Sphere(double latitude, double longitude)
    {
        Check.Latitude(latitude);
        Check.Longitude(longitude);
        (_latitude, _longitude) = (latitude, longitude);
        (_sine, _cosine) = Math.SinCos(latitude * RadiansPerDegree);
    }

    internal GeoPoint Center => GeoPoint.FromDegrees(_latitude, _longitude);

    /// <summary>Metres, as exact for neighbours as for antipodes.</summary>
    public double DistanceTo(GeoPoint point) => DistanceTo(
        (double)point.Latitude / GeoPoint.PerDegree, Apart((double)point.Longitude / GeoPoint.PerDegree, _longitude));

    /// <summary>A lower bound of the distance in metres.</summary>
    internal double LeastDistanceTo(in CellBounds cell)
    {
        var south = (double)cell.South / GeoPoint.PerDegree;
        var north = (double)Math.Min(cell.North, GeoPoint.Pole) / GeoPoint.PerDegree;
        var west = (double)cell.West / GeoPoint.PerDegree;
        var east = (double)Math.Min(cell.East, GeoPoint.HalfTurn) / GeoPoint.PerDegree;
        if (cell.South == cell.North && cell.West == cell.East)
            return DistanceTo(south, Apart(west, _longitude));
        if (_longitude >= west && _longitude <= east)
            return Math.Max(0, Math.Max(south - _latitude, _latitude - north)) * RadiansPerDegree * Radius * (1 - Slack);

        // The nearest point is on the nearer meridian: where the great circle to it meets it at a right angle, or else at an end.
        var apart = Math.Min(Apart(west, _longitude), Apart(east, _longitude));
        var foot = Math.Atan2(_sine, _cosine * Math.Cos(apart * RadiansPerDegree)) / RadiansPerDegree;
        var least = Math.Abs(foot) <= 90
            ? DistanceTo(Math.Clamp(foot, south, north), apart)
            : Math.Min(DistanceTo(south, apart), DistanceTo(north, apart));
        return least * (1 - Slack);
    }

    /// <summary>How far points within a distance may be apart in latitude and longitude, in units of 10⁻⁷ degrees.</summary>
    internal (long Latitude, long Longitude) Reach(double metres)
    {
        var angle = metres / Radius * (1 + Slack);
        if (angle >= Math.PI / 2)
            return (GeoPoint.HalfTurn, GeoPoint.HalfTurn);
        var latitude = Outward(angle);
        // With a pole within reach, all longitudes are.
        var longitude = Math.Abs(_latitude) * RadiansPerDegree + angle * (1 + Slack) >= Math.PI / 2
            ? GeoPoint.HalfTurn
            : Outward(Math.Asin(Math.Min(1, Math.Sin(angle) / _cosine)));
        return (latitude, longitude);
    }

    /// <summary>With room for the rounding of the point to units.</summary>
    private static long Outward(double radians) => (long)(radians * (1 + Slack) / RadiansPerDegree * GeoPoint.PerDegree) + 2;

    private static double Apart(double longitude, double other)
    {
        var apart = Math.Abs(longitude - other);
        return apart > 180 ? 360 - apart : apart;
    }

    /// <param name="apart">Degrees of longitude between the points, 0 to 180.</param>
    private double DistanceTo(double latitude, double apart)
    {
        var cosines = _cosine * Math.Cos(latitude * RadiansPerDegree);
        var haversine = SquareOfSine((latitude - _latitude) / 2) + cosines * SquareOfSine(apart / 2);
        if (haversine <= 0.5)
            return 2 * Radius * Math.Asin(Math.Sqrt(haversine));
        // Near 1 the haversine loses precision. The antipode's doesn't.
        var antipode = SquareOfSine((latitude + _latitude) / 2) + cosines * SquareOfSine((180 - apart) / 2);
        return Radius * (Math.PI - 2 * Math.Asin(Math.Sqrt(antipode)));
    }

    private static double SquareOfSine(double degrees)
    {
        var sine = Math.Sin(degrees * RadiansPerDegree);
        return sine * sine;
    }
}

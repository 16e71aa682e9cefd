using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations.Spatial;

public class SphereTests
{
    private const double QuarterTurn = Math.PI / 2 * Sphere.Radius;

    [Theory]
    [InlineData(0, 0, 0, 90, QuarterTurn)]
    [InlineData(0, 0, 90, 17, QuarterTurn)]
    [InlineData(-90, 5, 90, 17, 2 * QuarterTurn)]
    [InlineData(10, 20, -10, -160, 2 * QuarterTurn)]
    [InlineData(0, 179.5, 0, -179.5, QuarterTurn / 90)]
    [InlineData(0, 0, 0, 1e-7, QuarterTurn / 90e7)]
    [InlineData(34, 180, 34.0000001, -180, QuarterTurn / 90e7)]
    // The antipode is 10⁻⁷ degrees further.
    [InlineData(0, 0, 0, 179.9999999, 2 * QuarterTurn - QuarterTurn / 90e7)]
    [InlineData(89.9999999, 0, 89.9999999, -180, 2 * QuarterTurn / 90e7)]
    public void Known_distances_are_told_to_a_micrometre(double latitude, double longitude, double otherLatitude, double otherLongitude, double metres)
    {
        Assert.Equal(metres, new Sphere(latitude, longitude).DistanceTo(GeoPoint.FromDegrees(otherLatitude, otherLongitude)), 1e-6);
    }

    /// <summary>Checked against the angle between vectors, by cross and dot product.</summary>
    [Fact]
    public void Distances_are_those_of_vectors()
    {
        Prop.ForAll(Points.Any.Two().ToArbitrary(), pair =>
        {
            var (one, other) = (Vector(pair.Item1), Vector(pair.Item2));
            var cross = (one.Y * other.Z - one.Z * other.Y, one.Z * other.X - one.X * other.Z, one.X * other.Y - one.Y * other.X);
            var sine = Math.Sqrt(cross.Item1 * cross.Item1 + cross.Item2 * cross.Item2 + cross.Item3 * cross.Item3);
            var angle = Math.Atan2(sine, one.X * other.X + one.Y * other.Y + one.Z * other.Z);
            Assert.Equal(Sphere.Radius * angle, From(pair.Item1).DistanceTo(pair.Item2), 1e-6);
        }).QuickCheckThrowOnFailure();

        static (double X, double Y, double Z) Vector(GeoPoint point)
        {
            var (latitude, longitude) = (double.DegreesToRadians(Points.Degrees(point.Latitude)), double.DegreesToRadians(Points.Degrees(point.Longitude)));
            return (Math.Cos(latitude) * Math.Cos(longitude), Math.Cos(latitude) * Math.Sin(longitude), Math.Sin(latitude));
        }
    }

    [Fact]
    public void No_point_of_a_cell_is_nearer_than_its_bound_or_beyond_the_reach_of_its_distance()
    {
        var cases = from center in Points.Any
                    from corner in Points.Any
                    from bits in Gen.Choose(0, 31)
                    from within in Gen.Choose(0, int.MaxValue).Two()
                    select (center, corner, bits, within);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var side = 1L << one.bits;
            var (south, west) = (Aligned(one.corner.Latitude, -900_000_000, side), Aligned(one.corner.Longitude, -1_800_000_000, side));
            var cell = new CellBounds(south, west, south + side - 1, west + side - 1);
            var point = new GeoPoint(
                (int)Math.Clamp(south + one.within.Item1 % side, -900_000_000, 900_000_000),
                (int)Math.Clamp(west + one.within.Item2 % side, -1_800_000_000, 1_799_999_999));
            var sphere = From(one.center);
            var distance = sphere.DistanceTo(point);
            // A pole belongs only to the cell of longitude 0.
            if (point.Longitude >= west && point.Longitude < west + side)
                Assert.InRange(sphere.LeastDistanceTo(cell), 0, distance);

            var (latitude, longitude) = sphere.Reach(distance);
            Assert.InRange(Math.Abs((long)point.Latitude - one.center.Latitude), 0, latitude);
            var apart = Math.Abs((long)point.Longitude - one.center.Longitude);
            Assert.InRange(Math.Min(apart, 3_600_000_000 - apart), 0, longitude);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

        // Cells are counted from the globe's south-west.
        static long Aligned(long units, long origin, long side) => origin + (units - origin) / side * side;
    }

    private static Sphere From(GeoPoint point) => new(Points.Degrees(point.Latitude), Points.Degrees(point.Longitude));
}

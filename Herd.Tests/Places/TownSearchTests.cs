using Herd.Actors.Places.Embedded;
using Xunit;

namespace Herd.Tests.Places;

public class TownSearchTests
{
    private const double KilometresPerDegree = TownSearch.EarthRadiusKilometres * Math.PI / 180;

    /// <summary>Circles whose edge is closer than this to a town are skipped, because rounding would decide.</summary>
    private const double EdgeKilometres = 1e-6;

    [Theory]
    [InlineData(34.06893, -118.445127, 3, 3)]
    [InlineData(48.85, 2.35, 2, 2)]
    [InlineData(25.6, 85.1, 3, 3)]
    [InlineData(-17.5, 179.8, 3, 3)]
    [InlineData(-17.5, -179.9, 3, 3)]
    [InlineData(78.2, 15.6, 1, 20)]
    [InlineData(-77.8, 166.7, 1, 20)]
    [InlineData(0, 0, 90, 180)]
    public void The_worlds_towns_found_are_those_that_a_look_at_every_town_finds(
        double latitude, double longitude, double latitudeSpread, double longitudeSpread)
    {
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
            CheckAgainstEveryTown(
                TownData.World,
                Math.Clamp(latitude + (random.NextDouble() * 2 - 1) * latitudeSpread, -90, 90),
                Wrap(longitude + (random.NextDouble() * 2 - 1) * longitudeSpread),
                random.NextDouble() * 50,
                random.Next(21));
    }

    [Theory]
    [InlineData(89.8, 90)]
    [InlineData(-90, -89.8)]
    [InlineData(89, 90)]
    [InlineData(-90, -88)]
    public void Around_a_pole_every_longitude_is_searched(double south, double north)
    {
        var random = new Random(2);
        var polar = Scatter(random, 600, south, north, -180, 180);
        for (var i = 0; i < 300; i++)
            CheckAgainstEveryTown(polar, Between(random, south, north), Between(random, -180, 180), random.NextDouble() * 50, 20);
        CheckAgainstEveryTown(polar, Math.Abs(north) > Math.Abs(south) ? 90 : -90, 0, 50, 20);
    }

    [Theory]
    [InlineData(-0.5, 0.5, 0.6)]
    [InlineData(-45, -44, 0.8)]
    [InlineData(70, 71, 2)]
    [InlineData(88, 89.5, 60)]
    public void The_date_line_is_no_border(double south, double north, double width)
    {
        var random = new Random(3);
        var straddling = Scatter(random, 400, south, north, 180 - width, 180 + width);
        for (var i = 0; i < 300; i++)
            CheckAgainstEveryTown(
                straddling, Between(random, south, north), Wrap(Between(random, 180 - width, 180 + width)), random.NextDouble() * 50, 20);
        CheckAgainstEveryTown(straddling, south, 180, 50, 20);
        CheckAgainstEveryTown(straddling, south, -180, 50, 20);
    }

    [Fact]
    public void A_town_at_180_degrees_east_is_found_from_180_degrees_west_and_the_other_way_round()
    {
        var east = TownFile.Load([new(1, 10, 180, 5)]);
        var west = TownFile.Load([new(1, 10, -180, 5)]);
        Assert.Single(Find(east, 10, -180, 1, 20));
        Assert.Single(Find(west, 10, 180, 1, 20));
        Assert.Single(Find(east, 10, -179.999, 1, 20));
        Assert.Single(Find(west, 10, 179.999, 1, 20));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(12)]
    [InlineData(50)]
    public void The_radius_is_the_distance_along_the_surface(double kilometres)
    {
        var (latitude, longitude) = (40.00001, 20.00001);
        var northward = TownFile.Load([new(1, latitude + Math.Round(kilometres / KilometresPerDegree, 5), longitude, 5)]);
        var distance = Math.Round(kilometres / KilometresPerDegree, 5) * KilometresPerDegree;
        Assert.Empty(Find(northward, latitude, longitude, distance - 1e-4, 20));
        Assert.Single(Find(northward, latitude, longitude, distance + 1e-4, 20));
    }

    [Fact]
    public void A_radius_of_0_finds_the_town_at_just_that_place()
    {
        var towns = TownData.World;
        for (var town = 0; town < towns.Count; town += 97)
        {
            var (latitude, longitude) = (towns.Latitudes[town], towns.Longitudes[town]);
            var found = Find(towns, double.Parse($"{latitude}e-5"), double.Parse($"{longitude}e-5"), 0, 20);
            Assert.Contains(town, found);
            Assert.All(found, other => Assert.Equal((latitude, longitude), (towns.Latitudes[other], towns.Longitudes[other])));
        }
    }

    [Fact]
    public void A_bound_of_0_finds_nothing() => Assert.Empty(Find(TownData.World, 34.06893, -118.445127, 50, 0));

    [Fact]
    public void Population_decides_the_order_then_standing_then_the_older_id()
    {
        var towns = TownFile.Load(
        [
            new(11, 0.01, 0, 1000, Standing: 0),
            new(12, 0.02, 0, 2000, Standing: 13),
            new(13, 0.03, 0, 0, Standing: 7),
            new(14, 0.04, 0, 0, Standing: 1),
            new(15, 0.00, 0, 0, Standing: 7),
            new(0xFF_FFFF, 0.05, 0, uint.MaxValue, Standing: 7),
        ]);
        uint[] expected = [0xFF_FFFF, 12, 11, 14, 13, 15];
        for (var bound = 0; bound <= expected.Length; bound++)
            Assert.Equal(expected.Take(bound), Find(towns, 0, 0, 50, bound).Select(town => towns.Ids[town]));
    }

    private static void CheckAgainstEveryTown(TownData towns, double latitude, double longitude, double radius, int bound)
    {
        var inside = new List<int>();
        for (var town = 0; town < towns.Count; town++)
        {
            var distance = DistanceTo(towns, town, latitude, longitude);
            if (Math.Abs(distance - radius) < EdgeKilometres)
                return;
            if (distance < radius)
                inside.Add(town);
        }
        var expected = inside.OrderByDescending(town => towns.ProminenceOf(town)).Take(bound);
        Assert.Equal(expected, Find(towns, latitude, longitude, radius, bound));
    }

    private static int[] Find(TownData towns, double latitude, double longitude, double radius, int bound)
    {
        var found = new int[bound];
        return found[..TownSearch.FindMostProminent(towns, latitude, longitude, radius, found)];
    }

    /// <summary>Great-circle distance by the angle between vectors, unlike the search's formula.</summary>
    private static double DistanceTo(TownData towns, int town, double latitude, double longitude)
    {
        var (x1, y1, z1) = VectorTo(latitude, longitude);
        var (x2, y2, z2) = VectorTo(
            (double)towns.Latitudes[town] / TownData.UnitsPerDegree, (double)towns.Longitudes[town] / TownData.UnitsPerDegree);
        var (crossX, crossY, crossZ) = (y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2);
        var sine = Math.Sqrt(crossX * crossX + crossY * crossY + crossZ * crossZ);
        return TownSearch.EarthRadiusKilometres * Math.Atan2(sine, x1 * x2 + y1 * y2 + z1 * z2);
    }

    private static (double X, double Y, double Z) VectorTo(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(latitude));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(longitude));
        return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    private static TownData Scatter(Random random, int count, double south, double north, double west, double east) =>
        TownFile.Load(Enumerable.Range(1, count).Select(id => new TownFile.Town(
            (uint)id, Between(random, south, north), Wrap(Between(random, west, east)), (uint)random.Next(100))));

    private static double Between(Random random, double low, double high) => low + random.NextDouble() * (high - low);

    private static double Wrap(double longitude) => longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
}

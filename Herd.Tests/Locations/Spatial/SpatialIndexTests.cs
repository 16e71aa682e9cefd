using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations.Spatial;

/// <summary>The index against a linear search through a dictionary.</summary>
public class SpatialIndexTests
{
    private static readonly Gen<GeoBox> Boxes =
        from latitudes in Points.Latitude.Two()
        from longitudes in Points.Longitude.Two()
        select new GeoBox(
            Points.Degrees(longitudes.Item1), Points.Degrees(Math.Min(latitudes.Item1, latitudes.Item2)),
            Points.Degrees(longitudes.Item2), Points.Degrees(Math.Max(latitudes.Item1, latitudes.Item2)));

    private readonly SpatialIndex _index = new();
    private readonly Dictionary<int, GeoPoint> _model = [];

    [Fact]
    public void It_answers_as_a_look_at_each_point_does()
    {
        var cases = from seed in Gen.Choose(0, int.MaxValue)
                    from points in Points.Any.ArrayOf(1_500)
                    from centers in Points.Any.ArrayOf(6)
                    from boxes in Boxes.ArrayOf(6)
                    select (seed, points, centers, boxes);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var test = new SpatialIndexTests();
            var random = new Random(one.seed);
            var clients = random.Next(1, 1_000);
            foreach (var point in one.points)
                test.Change(random, random.Next(clients), point);
            foreach (var center in one.centers.Concat(test._model.Values.Take(3)))
            {
                test.AssertNearest(center, random.Next(1, 40), double.PositiveInfinity);
                test.AssertNearest(center, random.Next(1, 1_000), Math.Pow(10, random.NextDouble() * 8));
                test.AssertNearest(center, 10, double.PositiveInfinity, entry => entry % 3 == 0);
            }

            foreach (var box in one.boxes.Append(GeoBox.World))
                test.AssertWithin(box);
            test.AssertEmptied();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    /// <summary>A failed change must not affect later ones, which rely on the writer's record of entries.</summary>
    [Fact]
    public void What_finds_no_memory_is_as_if_it_had_not_been_asked_for()
    {
        var failures = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var test = new SpatialIndexTests();
            var random = new Random(seed);
            for (var step = 0; step < 3_000; step++)
            {
                // Crowded, so that leaves split and merge all the time; grows first, then shrinks.
                var point = new GeoPoint(340_000_000 + (random.Next(40) * 1_000), random.Next(2) == 0 ? -1_184_000_000 : random.Next(-2, 2) * 900_000_000);
                Memory.Taking = () =>
                {
                    if (random.Next(3) == 0)
                        throw new OutOfMemoryException();
                };
                try
                {
                    test.Change(random, random.Next(step < 1_500 ? 400 : 100), point);
                }
                catch (OutOfMemoryException)
                {
                    failures++;
                }
                finally
                {
                    Memory.Taking = null;
                }

                if (step % 50 == 0)
                    test.AssertWithin(GeoBox.World);
            }

            test.AssertEmptied();
        }

        Assert.InRange(failures, 40, int.MaxValue);
    }

    [Fact]
    public void A_million_at_one_point_are_told_apart_by_their_entries()
    {
        var point = new GeoPoint(340_689_300, -1_184_451_270);
        const int Clients = 100_000;
        for (var entry = Clients - 1; entry >= 0; entry--)
            Add(entry, point);

        AssertNearest(point, 10, double.PositiveInfinity);
        AssertNearest(new GeoPoint(340_689_300, 0), 10, double.PositiveInfinity);
        // The search must end where only later entries are left, not visit them all.
        var looks = 0;
        var search = new NearestSearch(_index, Sphere(point), double.PositiveInfinity, 10, _ => ++looks > 0);
        Assert.True(search.Run());
        Assert.InRange(looks, 10, 1_000);
        AssertEmptied();
    }

    [Theory]
    [InlineData(170, -20, -170, 20, "180 -180 175 -175", "169 -169 0")]
    [InlineData(170, -20, 180, 20, "180 -180 175", "-175 169")]
    [InlineData(-180, -20, -170, 20, "180 -180 -175", "175 -169")]
    [InlineData(180, -20, -180, 20, "180 -180", "179.9999999 -179.9999999 0")]
    [InlineData(-180, -20, 180, 20, "180 -180 0 12", "")]
    public void A_box_may_cross_the_antimeridian(double west, double south, double east, double north, string inside, string outside)
    {
        var box = new GeoBox(west, south, east, north);

        Assert.All(Longitudes(inside), longitude => Assert.True(box.Contains(GeoPoint.FromDegrees(0, longitude))));
        Assert.All(Longitudes(outside), longitude => Assert.False(box.Contains(GeoPoint.FromDegrees(0, longitude))));

        static IEnumerable<double> Longitudes(string text) =>
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_box_that_reaches_a_pole_holds_it_at_every_longitude()
    {
        var box = new GeoBox(10, 80, 20, 90);

        Assert.True(box.Contains(GeoPoint.FromDegrees(90, -77)));
        Assert.False(box.Contains(GeoPoint.FromDegrees(89.9999999, -77)));
        Assert.False(new GeoBox(10, 80, 20, 89.9999999).Contains(GeoPoint.FromDegrees(90, 15)));
    }

    [Theory]
    [InlineData(-180.1, 0, 0, 1)]
    [InlineData(0, 2, 0, 1)]
    [InlineData(0, 0, double.NaN, 1)]
    [InlineData(0, 0, 0, 90.1)]
    public void A_box_off_the_globe_is_refused(double west, double south, double east, double north) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeoBox(west, south, east, north));

    private static Sphere Sphere(GeoPoint point) => new(Points.Degrees(point.Latitude), Points.Degrees(point.Longitude));

    private void Change(Random random, int entry, GeoPoint point)
    {
        if (!_model.TryGetValue(entry, out var before))
        {
            Add(entry, point);
        }
        else if (random.Next(4) == 0)
        {
            _index.Remove(entry);
            _model.Remove(entry);
        }
        else
        {
            if (random.Next(3) > 0)
                point = new GeoPoint(Math.Clamp(before.Latitude + random.Next(-500, 500), -900_000_000, 900_000_000), before.Longitude);
            _index.ReserveMove(entry, point);
            _index.Move(entry, point);
            _model[entry] = point;
        }
    }

    private void Add(int entry, GeoPoint point)
    {
        _index.ReserveAdd(entry, point);
        _index.Add(entry, point);
        _model.Add(entry, point);
    }

    private void AssertNearest(GeoPoint center, int count, double radius, Func<int, bool>? allows = null)
    {
        var sphere = Sphere(center);
        var search = new NearestSearch(_index, sphere, radius, count, allows);

        Assert.True(search.Run());

        var all = _model.Where(pair => allows?.Invoke(pair.Key) != false)
            .Select(pair => new Candidate(sphere.DistanceTo(pair.Value), pair.Key, pair.Value))
            .Where(candidate => candidate.Distance <= radius).Order().ToList();
        Assert.Equal(all.Count >= count, search.IsFull);
        Assert.Equal(all.Take(count), search.Found());
        Assert.Empty(search.Crossed);
    }

    private void AssertWithin(GeoBox box)
    {
        var inside = _model.Where(pair => box.Contains(pair.Value)).Select(pair => new Candidate(0, pair.Key, pair.Value)).ToHashSet();
        foreach (var count in (int[])[inside.Count + 1, Math.Max(1, inside.Count), Math.Max(1, inside.Count / 2)])
        {
            var search = new BoxSearch(_index, box, count);
            Assert.True(search.Run());
            Assert.Equal(inside.Count >= count, search.IsFull);
            Assert.Equal(Math.Min(count, inside.Count), search.Found.Count);
            Assert.Subset(inside, search.Found.ToHashSet());
        }
    }

    private void AssertEmptied()
    {
        foreach (var entry in _model.Keys)
            _index.Remove(entry);
        _model.Clear();
        AssertNearest(new GeoPoint(0, 0), 10, double.PositiveInfinity);
        Assert.True(_index.Root.IsLeaf);
        _index.Reclaim();
        Assert.Equal(1, _index.CellsInUse);
    }
}

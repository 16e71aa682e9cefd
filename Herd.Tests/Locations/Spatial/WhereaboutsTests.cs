using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations.Spatial;

public class WhereaboutsTests
{
    private readonly LocationTable _table = new("Goloman", 1);

    [Fact]
    public void A_table_tells_where_its_clients_are_now()
    {
        Report("kiwi", 10, "+34.068930-118.445127");
        Report("duck", 10, "+34.0690-118.4451");
        Report("swan", 10, "+52.5+013.4");
        Report("duck", 20, "+52.6+013.4");
        Report("swan", 5, "+00+000");

        var nearest = _table.Whereabouts.Nearest(52.5, 13.4, 2);

        Assert.Equal(["swan", "duck"], nearest.Select(IdOf));
        Assert.Equal(0, nearest[0].Distance);
        Assert.Equal(Sphere.Radius * double.DegreesToRadians(0.1), nearest[1].Distance, 1e-6);
        Assert.Equal("+52.6+013.4", Updates.Text(nearest[1].Frame.Location));
        Assert.Equal(20, nearest[1].Frame.Time.Seconds);
        Assert.Equal(["kiwi"], _table.Whereabouts.WithinRadius(34, -118, 100_000, 10).Select(IdOf));
        Assert.Empty(_table.Whereabouts.WithinRadius(0, 0, 100_000, 10));
        Assert.Equal(["duck", "kiwi"], _table.Whereabouts.Nearest(52.5, 13.4, 2, client => !client.SequenceEqual("swan"u8)).Select(IdOf));
    }

    [Fact]
    public void A_box_tells_whether_there_are_more()
    {
        for (var client = 0; client < 200; client++)
            Report($"client-{client}", 10, $"+34.{client:D3}-118.4");

        var whole = _table.Whereabouts.WithinBox(new GeoBox(-119, 34, -118, 34.1), 101);
        var part = _table.Whereabouts.WithinBox(new GeoBox(-119, 34, -118, 34.1), 100);
        var even = _table.Whereabouts.WithinBox(GeoBox.World, 100, client => client[^1] % 2 == 0);

        Assert.False(whole.IsTruncated);
        Assert.Equal(Enumerable.Range(0, 101).Select(client => $"client-{client}").Order(), whole.Locations.Select(IdOf).Order());
        Assert.True(part.IsTruncated);
        Assert.Equal(100, part.Locations.Count);
        Assert.False(even.IsTruncated);
        Assert.Equal(100, even.Locations.Select(IdOf).Distinct().Count());
    }

    /// <summary>One client moves among so many others that each step stays in a leaf or crosses its edge.</summary>
    [Theory]
    [InlineData("+34.0000000-118.4000000", "+34.0000130-118.4000000")]
    [InlineData("+34.0000-118.4000", "+34.00000-118.400000")]
    [InlineData("-00.0000001-000.0000001", "+00.0000000+000.0000000")]
    [InlineData("+12+179.9999999", "+12+180")]
    [InlineData("+12-180", "+12-179.9999999")]
    [InlineData("+12+179.9999999", "+12-179.9999999")]
    [InlineData("+89.9999999+077", "+90-103")]
    [InlineData("+90+000", "+90+180")]
    [InlineData("-89.9999999-001", "-90+179")]
    [InlineData("+34-118", "-34+062")]
    public void Whoever_goes_is_where_it_went(string from, string to)
    {
        var (start, end) = (GeoPoint.Parse(Updates.Id(from)), GeoPoint.Parse(Updates.Id(to)));
        foreach (var around in (GeoPoint[])[start, end])
        {
            for (var other = 1; other <= 300; other++)
            {
                var point = new GeoPoint(Math.Clamp(around.Latitude + ((other % 20) - 10) * 5_000, -900_000_000, 900_000_000), around.Longitude / 20_000 * 20_000 + other);
                Report($"other-{around.Latitude}-{around.Longitude}-{other}", 1, Points.Text(point));
            }
        }

        for (var time = 1; time < 20; time++)
        {
            var (now, point) = time % 2 == 1 ? (from, start) : (to, end);
            Report("kiwi", time, now);
            var (latitude, longitude) = (Points.Degrees(point.Latitude), Points.Degrees(point.Longitude));

            var found = Assert.Single(_table.Whereabouts.WithinRadius(latitude, longitude, 0, 1_000), one => IdOf(one) == "kiwi");

            Assert.Equal(0, found.Distance);
            Assert.Equal(time, found.Frame.Time.Seconds);
            var all = _table.Whereabouts.WithinBox(GeoBox.World, 10_000).Locations;
            Assert.Equal(_table.Count, all.Count);
            Assert.Equal(point, Assert.Single(all, one => IdOf(one) == "kiwi").Point);
        }
    }

    [Fact]
    public void Those_who_walk_are_found_as_a_look_at_each_finds_them()
    {
        const int Walkers = 600;
        var random = new Random(1);
        var places = new GeoPoint[Walkers];
        for (var time = 1; time <= 60; time++)
        {
            for (var walker = 0; walker < Walkers; walker++)
            {
                places[walker] = time == 1 ? Start(walker) : Step(places[walker]);
                if (random.Next(200) == 0)
                    _table.Forget(Updates.Id($"walker-{walker}"), new PosixTime(time - 1, 1), out _);
                Report($"walker-{walker}", time, Points.Text(places[walker]));
            }

            foreach (var center in (GeoPoint[])[new(899_999_990, 0), new(340_000_000, -1_800_000_000), new(0, 0)])
            {
                var sphere = new Sphere(Points.Degrees(center.Latitude), Points.Degrees(center.Longitude));
                var nearest = _table.Whereabouts.Nearest(Points.Degrees(center.Latitude), Points.Degrees(center.Longitude), 40);
                Assert.Equal(places.Select(sphere.DistanceTo).Order().Take(40), nearest.Select(one => one.Distance));
            }

            var all = _table.Whereabouts.WithinBox(GeoBox.World, Walkers + 1).Locations;
            Assert.Equal(Enumerable.Range(0, Walkers).Select(walker => ($"walker-{walker}", places[walker])).Order(ByName), all.Select(one => (IdOf(one), one.Point)).Order(ByName));
        }

        // Around a pole, on the antimeridian, and where all signs change.
        GeoPoint Start(int walker) => (walker % 3) switch
        {
            0 => new GeoPoint(900_000_000 - random.Next(3_000), random.Next(-1_800_000_000, 1_800_000_000)),
            1 => new GeoPoint(340_000_000 + random.Next(-3_000, 3_000), random.Next(2) == 0 ? -1_800_000_000 + random.Next(3_000) : 1_800_000_000 - random.Next(3_000)),
            _ => new GeoPoint(random.Next(-3_000, 3_000), random.Next(-3_000, 3_000)),
        };

        GeoPoint Step(GeoPoint from)
        {
            var (latitude, longitude) = (Math.Min(from.Latitude + random.Next(-200, 200), 900_000_000), (long)from.Longitude + random.Next(-200, 200));
            return new GeoPoint(latitude, (int)(longitude < -1_800_000_000 ? longitude + 3_600_000_000 : longitude > 1_800_000_000 ? longitude - 3_600_000_000 : longitude));
        }
    }

    [Fact]
    public async Task Those_who_walk_are_found_beside_the_writer_where_their_frames_say()
    {
        const int Walkers = 300;
        for (var walker = 0; walker < Walkers; walker++)
            Report($"walker-{walker}", 1, Points.Text(Place(walker, 1)));
        using var over = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => AskUntil(over.Token))).ToList();

        await Task.Run(() =>
        {
            var random = new Random(1);
            for (var move = 0; move < 300_000 && !readers.Exists(reader => reader.IsFaulted); move++)
            {
                var walker = random.Next(Walkers);
                Report($"walker-{walker}", 2 + move, Points.Text(Place(walker, 2 + move)));
            }
        });
        await over.CancelAsync();
        foreach (var asked in await Task.WhenAll(readers))
            Assert.InRange(asked, 1, int.MaxValue);

        static GeoPoint Place(int walker, long time) => new(340_000_000 + walker * 1_000 + (int)(time % 16) * 120, -1_184_000_000 + walker % 2 * 300);

        int AskUntil(CancellationToken end)
        {
            var asked = 0;
            for (; !end.IsCancellationRequested; asked++)
            {
                var all = _table.Whereabouts.WithinBox(GeoBox.World, Walkers + 1).Locations;
                Assert.Equal(Walkers, all.Select(IdOf).Distinct().Count());
                Assert.Equal(Walkers, all.Count);
                var nearest = _table.Whereabouts.Nearest(34.01, -118.4, 20);
                Assert.Equal(20, nearest.Select(IdOf).Distinct().Count());
                Assert.All(all.Concat(nearest), one => Assert.Equal(
                    Place(int.Parse(IdOf(one).AsSpan(7), System.Globalization.CultureInfo.InvariantCulture), one.Frame.Time.Seconds), one.Point));
            }

            return asked;
        }
    }

    [Theory]
    [InlineData(90.5, 0, 1, 1)]
    [InlineData(double.NaN, 0, 1, 1)]
    [InlineData(0, -181, 1, 1)]
    [InlineData(0, 0, -1, 1)]
    [InlineData(0, 0, double.NaN, 1)]
    [InlineData(0, 0, 1, 0)]
    public void A_question_that_makes_no_sense_is_refused(double latitude, double longitude, double radius, int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.Whereabouts.WithinRadius(latitude, longitude, radius, limit));

    [Fact]
    public void A_cancelled_question_ends()
    {
        Report("kiwi", 10, "+34-118");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => _table.Whereabouts.Nearest(0, 0, 1, cancel: cancel.Token));
        Assert.Throws<OperationCanceledException>(() => _table.Whereabouts.WithinBox(GeoBox.World, 1, cancel: cancel.Token));
    }

    /// <summary>Each client hops between two places, so each answer can be checked; a frame's time tells its place.</summary>
    [Fact]
    public async Task What_is_answered_beside_a_writer_was_so_at_some_moment()
    {
        const int Hoppers = 40;
        const int Residents = 2_000;
        const int Moves = 400_000;
        for (var resident = 0; resident < Residents; resident++)
            Report($"resident-{resident}", 1, Points.Text(Home(resident)));
        for (var hopper = 0; hopper < Hoppers; hopper++)
            Report($"hopper-{hopper}", 1, Points.Text(Place(hopper, 1)));
        using var over = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() => AskUntil(over.Token, reader))).ToList();

        var writer = Task.Run(() =>
        {
            var random = new Random(1);
            for (var move = 0; move < Moves && !readers.Exists(reader => reader.IsFaulted); move++)
            {
                var hopper = random.Next(Hoppers);
                // The time's length varies, so frames move in the store.
                Report($"hopper-{hopper}", 2 + move, Points.Text(Place(hopper, 2 + move)));
            }
        });
        await writer;
        await over.CancelAsync();
        foreach (var asked in await Task.WhenAll(readers))
            Assert.InRange(asked, 1, int.MaxValue);
        AssertPossible(reader: 0, exact: true);

        static GeoPoint Home(int resident) => new(340_000_000 + resident * 1_000, -1_184_000_000);

        // Near, or far out in one of many leaves.
        static GeoPoint Place(int hopper, long time) => time % 2 == 0
            ? new GeoPoint(339_990_000 - hopper * 100, -1_184_000_000 + hopper * 10)
            : new GeoPoint(339_000_000 - hopper * 2_000_000, -1_184_000_000 + (hopper % 7) * 20_000_000);

        int AskUntil(CancellationToken end, int reader)
        {
            var asked = 0;
            for (; !end.IsCancellationRequested; asked++)
                AssertPossible(reader, exact: false);
            return asked;
        }

        void AssertPossible(int reader, bool exact)
        {
            const int Limit = 60;
            // Residents never move: their nearest follow whatever hoppers are near.
            var nearest = _table.Whereabouts.Nearest(34, -118.4, Limit);
            Assert.Equal(Limit, nearest.Count);
            AssertSound(nearest);
            Assert.Equal(nearest.OrderBy(one => one.Distance).Select(IdOf), nearest.Select(IdOf));
            var residents = nearest.Where(one => IdOf(one).StartsWith("resident", StringComparison.Ordinal)).Select(IdOf).ToList();
            Assert.Equal(Enumerable.Range(0, residents.Count).Select(resident => $"resident-{resident}"), residents);

            // Every hopper is in one place at any moment.
            var all = _table.Whereabouts.WithinBox(GeoBox.World, 10_000);
            Assert.False(all.IsTruncated);
            Assert.Equal(Residents + Hoppers, all.Locations.Count);
            AssertSound(all.Locations);

            var far = _table.Whereabouts.WithinRadius(34, -118.4, 30_000_000, 5_000);
            Assert.Equal(Residents + Hoppers, far.Count);
            AssertSound(far);

            var box = _table.Whereabouts.WithinBox(new GeoBox(-118.4, 34, -118.4, 34 + reader * 0.05 + 0.01), 10);
            Assert.Equal(10, box.Locations.Count);
            Assert.True(box.IsTruncated);
            if (exact)
                Assert.Equal(nearest.Select(one => one.Distance), nearest.Select(one => new Sphere(34, -118.4).DistanceTo(one.Point)));
        }

        void AssertSound(IReadOnlyList<FoundLocation> found)
        {
            Assert.Equal(found.Count, found.Select(IdOf).Distinct().Count());
            foreach (var location in found)
            {
                var id = IdOf(location);
                var number = int.Parse(id.AsSpan(id.IndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(id[0] == 'r' ? Home(number) : Place(number, location.Frame.Time.Seconds), location.Point);
            }
        }
    }

    private static readonly Comparer<(string Name, GeoPoint Point)> ByName = Comparer<(string Name, GeoPoint Point)>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name));

    private static string IdOf(FoundLocation location) => Updates.Text(location.Frame.Client);

    private void Report(string client, long time, string location) => _table.Report(Updates.Frame(client, time, location: location));
}

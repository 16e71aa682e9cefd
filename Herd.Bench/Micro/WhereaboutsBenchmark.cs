using BenchmarkDotNet.Attributes;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;

namespace Herd.Bench.Micro;

/// <summary>Queries over a million clients, spread over a square degree or the world; per query.</summary>
[MemoryDiagnoser]
public class WhereaboutsBenchmark
{
    private const int Clients = 1_000_000;
    private const int Questions = 1_000;

    private readonly (double Latitude, double Longitude)[] _points = new (double, double)[Questions];
    private LocationTable _table = new("Goloman", 1);

    [Params("town", "world")]
    public string Spread { get; set; } = "town";

    [GlobalSetup]
    public void Fill()
    {
        _table = new LocationTable("Goloman", 1);
        var random = new Random(1);
        for (var client = 0; client < Clients; client++)
        {
            var (latitude, longitude) = Next(random);
            _table.Report(Frames.Render(client, 1_621_464_827, 0, Frames.Location(latitude, longitude)));
        }

        for (var question = 0; question < Questions; question++)
            _points[question] = Next(random);
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int TenNearest()
    {
        var found = 0;
        foreach (var (latitude, longitude) in _points)
            found += _table.Whereabouts.Nearest(latitude, longitude, 10).Count;
        return found;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int ThousandNearest()
    {
        var found = 0;
        foreach (var (latitude, longitude) in _points)
            found += _table.Whereabouts.Nearest(latitude, longitude, 1000).Count;
        return found;
    }

    /// <summary>In the town, 30,000 clients are in range.</summary>
    [Benchmark(OperationsPerInvoke = Questions)]
    public int HundredWithinTenKilometres()
    {
        var found = 0;
        foreach (var (latitude, longitude) in _points)
            found += _table.Whereabouts.WithinRadius(latitude, longitude, 10_000, 100).Count;
        return found;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int ThousandInBox()
    {
        var found = 0;
        foreach (var (latitude, longitude) in _points)
            found += _table.Whereabouts.WithinBox(new GeoBox(longitude - 0.1, latitude - 0.1, longitude + 0.1, latitude + 0.1), 1000).Locations.Count;
        return found;
    }

    private (double Latitude, double Longitude) Next(Random random) => Spread == "town"
        ? (34 + random.NextDouble(), -118 - random.NextDouble())
        : (double.RadiansToDegrees(Math.Asin(2 * random.NextDouble() - 1)) * 0.99, 359 * random.NextDouble() - 179.5);
}

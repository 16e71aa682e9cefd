using HdrHistogram;
using Herd.Actors.Locations;
using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Micro;
using Herd.Bench.Rivals.Redis;

namespace Herd.Bench.Rivals;

internal sealed class NearbyScenario : IScenario
{
    private const int Clients = 1_000_000;
    private const int Limit = 10;

    /// <summary>Metres.</summary>
    private const int WideRadius = 10_000;

    private const int WideLimit = 1_000;
    private const int PointsOfWide = 100;

    /// <summary>Garnet scans all clients for each query, which takes thousands of times as long.</summary>
    private const int PointsForGarnet = 20;

    private const int MovesPerSecond = 100_000;

    private static readonly Measurement Time = new($"the {Limit} nearest", "µs", Better.Lower);
    private static readonly Measurement Whole = new($"the {Limit} nearest, the whole server's processor time", "µs", Better.Lower);
    private static readonly Measurement WholeWide = new($"the {WideLimit:N0} nearest within {WideRadius / 1000:N0} km, the whole server's processor time", "µs", Better.Lower);
    private static readonly Measurement Wide = new($"the {WideLimit:N0} nearest within {WideRadius / 1000:N0} km", "µs", Better.Lower);
    private static readonly Measurement Median = new($"the {Limit} nearest, beside {MovesPerSecond:N0} moves a second, p50", "µs", Better.Lower);
    private static readonly Measurement Tail = new($"the {Limit} nearest, beside {MovesPerSecond:N0} moves a second, p99", "µs", Better.Lower);

    public string Name => "nearby";

    public string Description =>
        $"{Clients:N0} clients in a square degree; the {Limit} nearest to points there, and the {WideLimit:N0} nearest within {WideRadius / 1000:N0} km, in processor time of one thread that does nothing else. The herd: the registry's index, asked in this process, frames read. Redis: what it says itself that a GEOSEARCH … ASC COUNT takes (INFO commandstats), for the {Limit} within a radius that holds 40 as a rule; and the processor time of its process, in which reading commands and writing answers is, in batches of 500. Garnet: the latter, for {PointsForGarnet} points. All answer the same: checked on the same data. Beside moves: the herd's index again, by the clock, while another thread moves clients by up to 100 m.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings)
    {
        var data = new NearbyData(settings.Size(Clients, 2_000), settings.Size(10_000, 200));
        return
        [
            new HerdSubject(data),
            new ServerSubject("Redis", GeoServer.StartRedisAsync, tellsSearchTime: true, data, data.Points),
            new ServerSubject("Garnet", GeoServer.StartGarnetAsync, tellsSearchTime: false, data, [.. data.Points.Take(PointsForGarnet)]),
        ];
    }

    private sealed class HerdSubject(NearbyData data) : ISubject
    {
        private readonly LocationTable _table = new("Goloman", 1);
        private int _moves;

        public string Name => "herd";

        public Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            if (_table.Count == 0)
            {
                for (var client = 0; client < data.Clients.Count; client++)
                    _table.Report(Frames.Render(client, 1_621_464_827, 0, Frames.Location(data.Clients[client].Latitude, data.Clients[client].Longitude)));
                // Lets the JIT optimize hot code.
                for (var warmUp = 0; warmUp < 5; warmUp++)
                    Ask(cancel);
                data.Ours = [.. data.Points.Select(point => _table.Whereabouts.Nearest(point.Latitude, point.Longitude, Limit).Select(one => one.Distance).ToArray())];
            }

            var time = Ask(cancel);
            var wide = Ask([.. data.Points.Take(PointsOfWide)], WideRadius, WideLimit, cancel);
            var beside = AskBesideMoves(cancel);
            return Task.FromResult<IReadOnlyList<Reading>>([Time.Is(time), Wide.Is(wide), Median.Is(beside.Percentile(50) * 1000), Tail.Is(beside.Percentile(99) * 1000)]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private IntHistogram AskBesideMoves(CancellationToken cancel)
        {
            var latencies = Latency.NewHistogram();
            using var isDone = new CancellationTokenSource();
            var moving = Task.Factory.StartNew(() => Move(isDone.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            foreach (var (latitude, longitude) in data.Points)
            {
                var since = TimeProvider.System.GetTimestamp();
                _table.Whereabouts.Nearest(latitude, longitude, Limit, cancel: cancel);
                latencies.RecordSince(since);
            }

            isDone.Cancel();
            moving.GetAwaiter().GetResult();
            return latencies;
        }

        /// <summary>The only thread that changes the table meanwhile.</summary>
        private void Move(CancellationToken stop)
        {
            var random = new Random(2);
            var start = TimeProvider.System.GetTimestamp();
            for (var moves = 0; !stop.IsCancellationRequested; moves++)
            {
                while (moves > TimeProvider.System.GetElapsedTime(start).TotalSeconds * MovesPerSecond)
                    Thread.Sleep(1);
                var client = random.Next(data.Clients.Count);
                var (latitude, longitude) = data.Clients[client];
                _table.Report(Frames.Render(
                    client, 1_621_464_828 + _moves++, 0, Frames.Location(latitude + (random.NextDouble() / 1000), longitude - (random.NextDouble() / 1000))));
            }
        }

        private double Ask(CancellationToken cancel) => Ask(data.Points, double.PositiveInfinity, Limit, cancel);

        /// <returns>Microseconds per query.</returns>
        private double Ask(IReadOnlyCollection<(double Latitude, double Longitude)> points, double radius, int limit, CancellationToken cancel)
        {
            var start = TimeProvider.System.GetTimestamp();
            foreach (var (latitude, longitude) in points)
                _table.Whereabouts.WithinRadius(latitude, longitude, radius, limit, cancel: cancel);
            return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / points.Count;
        }
    }

    private sealed class ServerSubject(
        string name, Func<CancellationToken, Task<GeoServer>> start, bool tellsSearchTime, NearbyData data, IReadOnlyList<(double Latitude, double Longitude)> points) : ISubject
    {
        private GeoServer? _server;

        public string Name => name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            if (_server is null)
            {
                _server = await start(cancel).ConfigureAwait(false);
                await _server.AddAsync(data.Clients, cancel).ConfigureAwait(false);
                data.Compare(name, await _server.SearchAsync(points, data.Radius, Limit, cancel).ConfigureAwait(false));
            }

            var (own, whole) = await AskAsync(points, data.Radius, Limit, cancel).ConfigureAwait(false);
            var (ownWide, wholeWide) = await AskAsync([.. points.Take(PointsOfWide)], WideRadius, WideLimit, cancel).ConfigureAwait(false);
            return own is null ? [Whole.Is(whole), WholeWide.Is(wholeWide)] : [Time.Is(own.Value), Whole.Is(whole), Wide.Is(ownWide!.Value), WholeWide.Is(wholeWide)];
        }

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

        /// <returns>Microseconds per search: as the server reports it (null if it doesn't), and its process's CPU time.</returns>
        private async Task<(double? Own, double Whole)> AskAsync(
            IReadOnlyList<(double Latitude, double Longitude)> at, double radius, int limit, CancellationToken cancel)
        {
            var before = tellsSearchTime ? await _server!.SearchTimeAsync(cancel).ConfigureAwait(false) : default;
            var processorTime = _server!.ProcessorTime;
            await _server.SearchAsync(at, radius, limit, cancel).ConfigureAwait(false);
            var whole = (_server.ProcessorTime - processorTime).TotalMicroseconds / at.Count;
            if (!tellsSearchTime)
                return (null, whole);
            var after = await _server.SearchTimeAsync(cancel).ConfigureAwait(false);
            return ((after.Microseconds - before.Microseconds) / (after.Calls - before.Calls), whole);
        }
    }
}

internal sealed class NearbyData
{
    private const double MetresPerDegree = 111_195;

    /// <summary>Metres. Redis and Garnet round locations, and their earth is larger by 0.02 %.</summary>
    private const double Tolerance = 1;

    private const double RelativeTolerance = 0.0005;

    public NearbyData(int clients, int points)
    {
        var random = new Random(1);
        Clients = [.. Enumerable.Range(0, clients).Select(_ => Next())];
        Points = [.. Enumerable.Range(0, points).Select(_ => Next())];
        // A square degree at 34° 30' north.
        var perSquareMetre = clients / (MetresPerDegree * MetresPerDegree * Math.Cos(double.DegreesToRadians(34.5)));
        Radius = Math.Sqrt(40 / perSquareMetre / Math.PI);

        (double, double) Next() => (Math.Round(34 + random.NextDouble(), 6), Math.Round(-118 - random.NextDouble(), 6));
    }

    public IReadOnlyList<(double Latitude, double Longitude)> Clients { get; }

    public IReadOnlyList<(double Latitude, double Longitude)> Points { get; }

    /// <summary>The search radius for Redis and Garnet, metres.</summary>
    public double Radius { get; }

    public IReadOnlyList<double[]> Ours { get; set; } = [];

    public void Compare(string server, IReadOnlyList<double[]> theirs)
    {
        for (var point = 0; point < theirs.Count; point++)
        {
            // At the corners the radius may hold fewer.
            for (var at = 0; at < theirs[point].Length; at++)
            {
                if (Math.Abs(theirs[point][at] - Ours[point][at]) > Tolerance + (RelativeTolerance * Ours[point][at]))
                    throw new InvalidOperationException($"of {Points[point]} the herd's neighbour {at + 1} is {Ours[point][at]} m away, and {server}'s {theirs[point][at]} m");
            }
        }
    }
}

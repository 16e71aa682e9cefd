using System.Globalization;
using System.Net;
using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

internal sealed class WhatsatScenario : IScenario
{
    public const string Measured = "WHATSAT embedded, 10 km, 20 results";

    private const int Connections = 4;
    private const int Window = 16;
    private const int ClientsPerCity = 20;

    private static readonly Measurement Answered = new(Measured, "answers/s", Better.Higher);
    private static readonly Measurement Delivered = new("answers' bytes", "MB/s", Better.Higher);

    /// <summary>Where towns are dense.</summary>
    private static readonly (double Latitude, double Longitude)[] Cities =
    [
        (34.07, -118.25), (40.73, -74.00), (19.43, -99.13), (48.86, 2.35), (51.51, -0.12), (52.51, 13.40), (51.45, 7.01),
        (45.46, 9.19), (35.69, 139.70), (14.60, 120.98), (37.52, 126.98), (-33.87, 151.21),
    ];

    public string Name => "whatsat";

    public string Description =>
        $"One node answers WHATSATs with the built-in places, {Whatsats.Radius} km, all with {Whatsats.Results} results, for clients in and around several cities, over {Connections} connections, {Window} under way on each.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => [new Subject(settings)];

    private sealed class Subject(RunSettings settings) : ISubject
    {
        private readonly Server _node = Server.Herd();
        private List<string>? _clients;

        public string Name => _node.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var node = await _node.StartAsync(cancel).ConfigureAwait(false);
            var isWarm = _clients is not null;
            _clients ??= await PlaceClientsAsync(node, cancel).ConfigureAwait(false);
            var senders = Enumerable.Range(0, Connections).Select(connection => new PipelinedSender(
                node, new Whatsats(_clients, connection * _clients.Count / Connections), AnswerCounter.OfPlaces(), Window)).ToList();
            var rate = await SteadyRate.MeasureAsync(
                senders, isWarm ? settings.RampUp : settings.WarmUp, settings.Duration, cancel).ConfigureAwait(false);
            return [Answered.Is(rate.PerSecond), Delivered.Is(rate.BytesPerSecond / 1e6)];
        }

        public ValueTask DisposeAsync() => _node.DisposeAsync();
    }

    private static async Task<List<string>> PlaceClientsAsync(IPEndPoint node, CancellationToken cancel)
    {
        using var client = await LineClient.ConnectAsync(node, cancel).ConfigureAwait(false);
        var random = new Random(1);
        var placed = new List<string>();
        foreach (var (number, city) in Cities.SelectMany(city => Enumerable.Repeat(city, ClientsPerCity)).Index())
        {
            var (latitude, longitude) = (city.Latitude + Nearby(random), city.Longitude + Nearby(random));
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"IAMAT walker-{number} {latitude:+00.000000;-00.000000}{longitude:+000.000000;-000.000000} {DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\nWHATSAT walker-{number} {Whatsats.Radius} {Whatsats.Results}\n")).ConfigureAwait(false);
            await client.ReadLineAsync().ConfigureAwait(false);
            if (!(await client.ReadLineAsync().ConfigureAwait(false)).StartsWith("AT ", StringComparison.Ordinal))
                throw new InvalidOperationException($"walker-{number} isn't known where it reported");
            var places = await client.ReadPlacesAsync().ConfigureAwait(false);
            if (places.Split("{\"geometry\":").Length - 1 == Whatsats.Results)
                placed.Add($"walker-{number}");
        }

        return placed.Count >= Connections ? placed : throw new InvalidOperationException($"nowhere are there {Whatsats.Results} places within {Whatsats.Radius} km");
    }

    private static double Nearby(Random random) => (random.NextDouble() - 0.5) * 0.1;
}

using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

/// <summary>One IAMAT per round trip, over few and many connections.</summary>
internal sealed class RoundTripScenario : IScenario
{
    private static readonly int[] Connections = [1, 50, 1_000];

    public string Name => "round-trips";

    public string Description =>
        "Connections to one node that each send an IAMAT when the last one is answered, beside a bare echo. Latency is from before the send until the answer is read.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject(new HerdNode(), settings), new Subject(new EchoProcess(), settings)];

    private sealed class Subject(IServer server, RunSettings settings) : ISubject
    {
        private bool _isWarm;

        public string Name => server.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var node = await server.StartAsync(cancel).ConfigureAwait(false);
            var readings = new List<Reading>();
            foreach (var full in Connections)
            {
                var connections = settings.Size(full, Math.Min(full, 20));
                var (perSecond, latency) = await new RoundTrips(node, connections)
                    .MeasureAsync(_isWarm ? settings.RampUp : settings.WarmUp, settings.Duration, cancel).ConfigureAwait(false);
                readings.AddRange(Latencies.Of($"{full:N0} connection{(full > 1 ? "s" : "")}", "round trips/s", perSecond, latency));
            }

            _isWarm = true;
            return readings;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

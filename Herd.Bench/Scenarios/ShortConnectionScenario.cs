using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

/// <summary>A connection for each IAMAT.</summary>
internal sealed class ShortConnectionScenario : IScenario
{
    private const int Parallel = 16;

    public string Name => "short-connections";

    public string Description =>
        $"{Parallel} clients at a time connect to one node, send one IAMAT, close their sending side and read until the node closes, beside a bare echo. Latency is from before the connect until the node has closed.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject(new HerdNode(), settings), new Subject(new EchoProcess(), settings)];

    private sealed class Subject(IServer server, RunSettings settings) : ISubject
    {
        private bool _isWarm;

        public string Name => server.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var node = await server.StartAsync(cancel).ConfigureAwait(false);
            var (perSecond, latency) = await new ShortConnections(node, Parallel)
                .MeasureAsync(_isWarm ? settings.RampUp : settings.WarmUp, settings.Duration, cancel).ConfigureAwait(false);
            _isWarm = true;
            return [.. Latencies.Of("a connection per IAMAT", "connections/s", perSecond, latency)];
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

using System.Globalization;
using System.Net;
using HdrHistogram;
using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

/// <summary>One node beside a bare echo of the same lines. Both run for all rounds, to stay warm.</summary>
internal abstract class OneNodeScenario : IScenario
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [.. Servers().Select(server => new Subject(this, server, settings))];

    protected virtual IReadOnlyList<Server> Servers() => [Server.Herd(), Server.Echo()];

    protected abstract Task<IReadOnlyList<Reading>> MeasureAsync(Server server, IPEndPoint node, RunSettings settings, TimeSpan warmUp, CancellationToken cancel);

    private sealed class Subject(OneNodeScenario scenario, Server server, RunSettings settings) : ISubject
    {
        private bool _isWarm;

        public string Name => server.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var node = await server.StartAsync(cancel).ConfigureAwait(false);
            var readings = await scenario.MeasureAsync(server, node, settings, _isWarm ? settings.RampUp : settings.WarmUp, cancel).ConfigureAwait(false);
            _isWarm = true;
            return readings;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

internal enum PipelinedBeside
{
    Echo,

    Tls,

    /// <summary>A node whose clients stand still, so that its spatial index has nothing to do.</summary>
    Standing,
}

internal sealed class PipelinedScenario(PipelinedBeside beside = PipelinedBeside.Echo) : OneNodeScenario
{
    public const string Measured = "pipelined IAMAT";

    private const int Connections = 4;
    private const int Clients = 10_000;
    private const int LinesPerBlock = 250;
    private const int Window = 2 * LinesPerBlock;

    private static readonly Measurement Accepted = new(Measured, "answers/s", Better.Higher);

    public override string Name => beside switch
    {
        PipelinedBeside.Tls => "tls-pipelined",
        PipelinedBeside.Standing => "pipelined-standing",
        _ => "pipelined",
    };

    public override string Description =>
        $"One node takes pipelined IAMATs of 10,000 moving clients over {Connections} connections, {Window} under way on each; beside it {Other}.";

    private string Other => beside switch
    {
        PipelinedBeside.Tls => "a node with TLS for clients does",
        PipelinedBeside.Standing => "one of as many that stay where they are",
        _ => "a bare line echo on Kestrel answers the same lines",
    };

    protected override IReadOnlyList<Server> Servers() => beside switch
    {
        PipelinedBeside.Tls => [Server.Herd(), Server.HerdWithTls()],
        PipelinedBeside.Standing => [Server.Herd(), Server.HerdOfStanding()],
        _ => base.Servers(),
    };

    protected override async Task<IReadOnlyList<Reading>> MeasureAsync(
        Server server, IPEndPoint node, RunSettings settings, TimeSpan warmUp, CancellationToken cancel)
    {
        var clients = settings.Size(Clients, 100) / Connections;
        var senders = Enumerable.Range(0, Connections).Select(connection => new PipelinedSender(
            node,
            new MovingClients($"mover-{connection}-", clients, LinesPerBlock, server.ClientsStand),
            AnswerCounter.OfLines(),
            Window,
            hasTls: server.HasTls)).ToList();
        return [Accepted.Is((await SteadyRate.MeasureAsync(senders, warmUp, settings.Duration, cancel).ConfigureAwait(false)).PerSecond)];
    }
}

internal sealed class RoundTripScenario : OneNodeScenario
{
    private static readonly int[] Connections = [1, 50, 1_000];

    public override string Name => "round-trips";

    public override string Description =>
        "Connections to one node that each send an IAMAT when the last one is answered, beside a bare echo. Latency is from before the send until the answer is read.";

    protected override async Task<IReadOnlyList<Reading>> MeasureAsync(Server server, IPEndPoint node, RunSettings settings, TimeSpan warmUp, CancellationToken cancel)
    {
        var readings = new List<Reading>();
        foreach (var full in Connections)
        {
            var connections = settings.Size(full, Math.Min(full, 20));
            var (perSecond, latency) = await new RoundTrips(node, connections).MeasureAsync(warmUp, settings.Duration, cancel).ConfigureAwait(false);
            readings.AddRange(Latencies.Of($"{full.ToString("N0", CultureInfo.InvariantCulture)} connection{(full > 1 ? "s" : "")}", "round trips/s", perSecond, latency));
        }

        return readings;
    }
}

internal sealed class ShortConnectionScenario : OneNodeScenario
{
    private const int Parallel = 16;

    public override string Name => "short-connections";

    public override string Description =>
        $"{Parallel} clients at a time connect to one node, send one IAMAT, close their sending side and read until the node closes, beside a bare echo. Latency is from before the connect until the node has closed.";

    protected override async Task<IReadOnlyList<Reading>> MeasureAsync(Server server, IPEndPoint node, RunSettings settings, TimeSpan warmUp, CancellationToken cancel)
    {
        var (perSecond, latency) = await new ShortConnections(node, Parallel).MeasureAsync(warmUp, settings.Duration, cancel).ConfigureAwait(false);
        return [.. Latencies.Of("a connection per IAMAT", "connections/s", perSecond, latency)];
    }
}

internal static class Latencies
{
    public static IEnumerable<Reading> Of(string what, string unit, double perSecond, HistogramBase latency) =>
        [new Measurement(what, unit, Better.Higher).Is(perSecond), .. Of(what, latency)];

    public static IEnumerable<Reading> Of(string what, HistogramBase latency) =>
        new[] { 50, 99, 99.9 }.Select(percent =>
            new Measurement(string.Create(CultureInfo.InvariantCulture, $"{what}, p{percent}"), "ms", Better.Lower).Is(latency.Percentile(percent)));
}

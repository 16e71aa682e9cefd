using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Scenarios;

/// <summary>Pipelined IAMATs at one node, beside a bare echo of the same lines.</summary>
internal sealed class PipelinedScenario : IScenario
{
    /// <summary>Also what is asked for by the goals.</summary>
    public const string Measured = "pipelined IAMAT";

    private const int Connections = 4;
    private const int Clients = 10_000;
    private const int LinesPerBlock = 250;
    private const int Window = 2 * LinesPerBlock;

    private static readonly Measurement Accepted = new(Measured, "answers/s", Better.Higher);

    public string Name => "pipelined";

    public string Description =>
        $"One node takes pipelined IAMATs of 10,000 moving clients over {Connections} connections, {Window} under way on each; beside it a bare line echo on Kestrel answers the same lines.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject(new HerdNode(), settings), new Subject(new EchoProcess(), settings)];

    private sealed class Subject(IServer server, RunSettings settings) : ISubject
    {
        private bool _isWarm;

        public string Name => server.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var node = await server.StartAsync(cancel).ConfigureAwait(false);
            var clients = settings.Size(Clients, 100);
            var senders = Enumerable.Range(0, Connections).Select(connection => new PipelinedSender(
                node, new MovingClients($"mover-{connection}-", clients / Connections, LinesPerBlock), AnswerCounter.OfLines(), Window)).ToList();
            var rate = await SteadyRate.MeasureAsync(
                senders, _isWarm ? settings.RampUp : settings.WarmUp, settings.Duration, cancel).ConfigureAwait(false);
            _isWarm = true;
            return [Accepted.Is(rate.PerSecond)];
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals;

/// <summary>Herds under the same load. New clients need a fresh herd for each round, or millions of them would pile up.</summary>
internal sealed class RivalsScenario(string name, bool areNew, IReadOnlyList<Rival> rivals) : IScenario
{
    public const string KnownName = "known at all five";

    private static readonly Measurement Accepted = new("accepted", "updates/s", Better.Higher);
    private static readonly Measurement Known = new(KnownName, "updates/s", Better.Higher);

    public string Name => name;

    public string Description => areNew
        ? "Five servers take pipelined reports of clients that are all new, a connection to each: how many per second all five know. Started anew for each round, and warmed up by moving clients and by new ones."
        : "Five servers take pipelined reports of 10,000 clients that move, a connection to each: how many per second all five know, that report or a newer one of its client.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => areNew
        ? [.. rivals.Select(rival => new Subject(rival.Name, cancel => ReportNewAsync(rival, settings, cancel)))]
        : [.. rivals.Select(rival => new MovingSubject(rival, settings))];

    public static async Task<IReadOnlyList<Reading>> MeasureAsync(
        IRunningHerd herd, IReadOnlyList<PipelinedSender> senders, RunSettings settings, CancellationToken cancel)
    {
        var rate = await KnownAtAllRate.MeasureAsync(herd, senders, settings.Duration, cancel).ConfigureAwait(false);
        return [Known.Is(rate.Known), Accepted.Is(rate.Accepted)];
    }

    /// <summary>10,000 clients, a fifth of them at each server.</summary>
    public static IReadOnlyList<PipelinedSender> Moving(Rival rival, IRunningHerd herd, RunSettings settings)
    {
        var clients = settings.Size(10_000, 100) / herd.ClientPorts.Count;
        return Senders(rival, herd, server => rival.Moving($"mover-{server}-", clients, rival.LinesPerBlock));
    }

    /// <param name="prefix">Of the IDs; must be unused.</param>
    public static IReadOnlyList<PipelinedSender> New(Rival rival, IRunningHerd herd, string prefix = "new") =>
        Senders(rival, herd, server => rival.New($"{prefix}-{server}-", rival.LinesPerBlock));

    private static List<PipelinedSender> Senders(Rival rival, IRunningHerd herd, Func<int, ICommandSource> commands) =>
        [.. herd.ClientPorts.Select((port, server) => new PipelinedSender(port, commands(server), rival.Answers(), 2 * rival.LinesPerBlock, hasTls: rival.HasTls))];

    /// <summary>Lets the JIT optimize hot code, and waits until all nodes agree.</summary>
    private static Task WarmUpAsync(Rival rival, IRunningHerd herd, RunSettings settings, CancellationToken cancel) =>
        KnownAtAllRate.MeasureAsync(herd, Moving(rival, herd, settings), settings.WarmUp, cancel);

    private static async Task<IReadOnlyList<Reading>> ReportNewAsync(Rival rival, RunSettings settings, CancellationToken cancel)
    {
        await using var herd = await rival.StartAsync(cancel).ConfigureAwait(false);
        await WarmUpAsync(rival, herd, settings, cancel).ConfigureAwait(false);
        await KnownAtAllRate.MeasureAsync(herd, New(rival, herd, "earlier"), settings.WarmUp / 2, cancel).ConfigureAwait(false);
        return await MeasureAsync(herd, New(rival, herd), settings, cancel).ConfigureAwait(false);
    }

    private sealed class MovingSubject(Rival rival, RunSettings settings) : ISubject
    {
        private IRunningHerd? _herd;

        public string Name => rival.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            if (_herd is null)
            {
                _herd = await rival.StartAsync(cancel).ConfigureAwait(false);
                await WarmUpAsync(rival, _herd, settings, cancel).ConfigureAwait(false);
            }

            return await MeasureAsync(_herd, Moving(rival, _herd, settings), settings, cancel).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => _herd?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

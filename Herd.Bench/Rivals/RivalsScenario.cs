using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals;

/// <summary>Herds of five under the same load.</summary>
/// <param name="areNew">
/// Whether clients were never there before, so that nothing can be left out on the way; else the same ones move. New ones need
/// a herd of their own for each round: what earlier rounds left would be millions of clients.
/// </param>
internal sealed class RivalsScenario(string name, bool areNew, IReadOnlyList<Rival> rivals) : IScenario
{
    public string Name => name;

    public string Description => areNew
        ? "Five servers take pipelined reports of clients that are all new, a connection to each: how many per second all five know. Started anew for each round, and warmed up by moving clients and by new ones."
        : "Five servers take pipelined reports of 10,000 clients that move, a connection to each: how many per second all five know, that report or a newer one of its client.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => areNew
        ? [.. rivals.Select(rival => new Subject(rival.Name, cancel => ReportNewAsync(rival, settings, cancel)))]
        : [.. rivals.Select(rival => new MovingSubject(rival, settings))];

    private static async Task<IReadOnlyList<Reading>> ReportNewAsync(Rival rival, RunSettings settings, CancellationToken cancel)
    {
        await using var herd = await rival.StartAsync(cancel).ConfigureAwait(false);
        await RivalLoad.WarmUpAsync(rival, herd, settings, cancel).ConfigureAwait(false);
        await KnownAtAllRate.MeasureAsync(herd, RivalLoad.New(rival, herd, "earlier"), settings.WarmUp / 2, cancel).ConfigureAwait(false);
        return await RivalLoad.MeasureAsync(herd, RivalLoad.New(rival, herd), settings, cancel).ConfigureAwait(false);
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
                await RivalLoad.WarmUpAsync(rival, _herd, settings, cancel).ConfigureAwait(false);
            }

            return await RivalLoad.MeasureAsync(_herd, RivalLoad.Moving(rival, _herd, settings), settings, cancel).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => _herd?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

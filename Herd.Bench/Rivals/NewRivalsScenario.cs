using Herd.Bench.Harness;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals;

/// <summary>Herds of five under clients that were never there before: nothing can be left out on the way.</summary>
/// <param name="name">The scenario's.</param>
/// <param name="rivals">Which are compared.</param>
internal sealed class NewRivalsScenario(string name, IReadOnlyList<Rival> rivals) : IScenario
{
    public string Name => name;

    public string Description =>
        "Five servers take pipelined reports of clients that are all new, a connection to each: how many per second all five know. Started anew for each round, and warmed up by moving clients and by new ones.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [.. rivals.Select(rival => new Subject(rival, settings))];

    private sealed class Subject(Rival rival, RunSettings settings) : ISubject
    {
        public string Name => rival.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            // What earlier rounds left would be millions of clients that this one's don't have to do with.
            await using var herd = await rival.StartAsync(cancel).ConfigureAwait(false);
            await RivalLoad.WarmUpAsync(rival, herd, settings, cancel).ConfigureAwait(false);
            await KnownAtAllRate.MeasureAsync(herd, RivalLoad.New(rival, herd, "earlier"), settings.WarmUp / 2, cancel).ConfigureAwait(false);
            return await RivalLoad.MeasureAsync(herd, RivalLoad.New(rival, herd), settings, cancel).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using Herd.Bench.Harness;

namespace Herd.Bench.Rivals;

/// <summary>Herds of five under clients that were never there before: nothing can be left out on the way.</summary>
internal sealed class NewRivalsScenario : IScenario
{
    public string Name => "rivals-new";

    public string Description =>
        "Five servers take pipelined reports of clients that are all new, a connection to each: how many per second all five know. Started anew for each round.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject(Rival.Herd, settings), new Subject(Rival.Redis, settings)];

    private sealed class Subject(Rival rival, RunSettings settings) : ISubject
    {
        public string Name => rival.Name;

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            // What earlier rounds left would be millions of clients that this one's don't have to do with.
            await using var herd = await rival.StartAsync(cancel).ConfigureAwait(false);
            await RivalLoad.WarmUpAsync(rival, herd, settings, cancel).ConfigureAwait(false);
            return await RivalLoad.MeasureAsync(herd, RivalLoad.New(rival, herd), settings, cancel).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

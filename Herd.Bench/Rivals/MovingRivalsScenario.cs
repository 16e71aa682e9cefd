using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals;

/// <summary>Herds of five under the same clients that move.</summary>
/// <param name="name">The scenario's.</param>
/// <param name="rivals">Which are compared.</param>
internal sealed class MovingRivalsScenario(string name, IReadOnlyList<Rival> rivals) : IScenario
{
    public string Name => name;

    public string Description =>
        "Five servers take pipelined reports of 10,000 clients that move, a connection to each: how many per second all five know, that report or a newer one of its client.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [.. rivals.Select(rival => new Subject(rival, settings))];

    private sealed class Subject(Rival rival, RunSettings settings) : ISubject
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

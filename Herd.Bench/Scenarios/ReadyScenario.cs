using System.Diagnostics;
using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class ReadyScenario : IScenario
{
    public const string FiveProcesses = "five processes, all ready";
    public const string OneProcess = "herd up, all ready";

    private static readonly Measurement Five = new(FiveProcesses, "s", Better.Lower);
    private static readonly Measurement One = new(OneProcess, "s", Better.Lower);

    public string Name => "ready";

    public string Description =>
        "Five nodes without data are started at once: from before the processes are started until the last one has printed that it is ready, links made. In five processes of 'herd node', and in one of 'herd up'.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => [new Subject("herd", async cancel =>
    [
        Five.Is(await SecondsAsync(isOneProcess: false, cancel).ConfigureAwait(false)),
        One.Is(await SecondsAsync(isOneProcess: true, cancel).ConfigureAwait(false)),
    ])];

    private static async Task<double> SecondsAsync(bool isOneProcess, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        await using var herd = isOneProcess
            ? await RunningHerd.StartInOneProcessAsync(HerdPlan.Goloman, [], cancel).ConfigureAwait(false)
            : await RunningHerd.StartAsync(HerdPlan.Goloman, [], cancel).ConfigureAwait(false);
        return watch.Elapsed.TotalSeconds;
    }
}

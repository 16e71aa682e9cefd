using System.Globalization;
using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class CatchUpScenario(params int[] missed) : IScenario
{
    private const string Away = "Welsh";

    public string Name => "catch-up";

    public string Description =>
        $"{Away}, which has one link, is stopped; clients that are all new report at the other four; {Away} is started again. From its link (as its message log dates it) until its digest is the others', asked every few milliseconds; and from before its process is started, which reads what it had stored, too.";

    public static string Measured(int updates) => string.Create(CultureInfo.InvariantCulture, $"{updates:N0} missed, from the link");

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject("herd", cancel => RunRoundAsync(settings, cancel))];

    private async Task<IReadOnlyList<Reading>> RunRoundAsync(RunSettings settings, CancellationToken cancel)
    {
        var readings = new List<Reading>();
        foreach (var updates in missed)
        {
            var (fromLink, fromStart) = await MeasureAsync(settings.Size(updates, updates / 500), cancel).ConfigureAwait(false);
            readings.Add(new Measurement(Measured(updates), "s", Better.Lower).Is(fromLink));
            readings.Add(new Measurement(string.Create(CultureInfo.InvariantCulture, $"{updates:N0} missed, from the start"), "s", Better.Lower).Is(fromStart));
        }

        return readings;
    }

    private static async Task<(double FromLink, double FromStart)> MeasureAsync(int updates, CancellationToken cancel)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Goloman, [], cancel).ConfigureAwait(false);
        await HerdLoad.ReportAsync(herd.ClientPorts, "early", 1_000, cancel).ConfigureAwait(false);
        await herd.AwaitKnownAtAllAsync(cancel).ConfigureAwait(false);
        await herd.StopAsync(Away).ConfigureAwait(false);

        var others = HerdPlan.Goloman.Nodes.Where(node => node != Away).ToList();
        var ports = others.Select(herd.ClientPort).ToList();
        await HerdLoad.ReportAsync(ports, "missed", updates / ports.Count, cancel).ConfigureAwait(false);
        using var agreement = new Agreement([.. others.Select(herd.Status)]);
        if (double.IsInfinity(await agreement.AwaitAsync(TimeSpan.FromSeconds(60), cancel).ConfigureAwait(false)))
            throw new TimeoutException("the nodes that stayed don't agree");

        var started = DateTime.UtcNow;
        var ready = herd.StartAsync(Away, cancel, "herd.log.messages=on");
        await herd.AwaitKnownAtAllAsync(cancel).ConfigureAwait(false);
        var agreed = DateTime.UtcNow;
        await ready.ConfigureAwait(false);
        return ((agreed - await herd.LinkedAtAsync(Away, cancel).ConfigureAwait(false)).TotalSeconds, (agreed - started).TotalSeconds);
    }
}

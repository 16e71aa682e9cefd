using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class LocationMemoryScenario : IScenario
{
    public const string Measured = "a stored location";

    private const int Clients = 1_000_000;

    private static readonly Measurement Resident = new(Measured, "bytes", Better.Lower);
    private static readonly Measurement Managed = new($"{Measured}, managed", "bytes", Better.Lower);

    public string Name => "location-memory";

    public string Description =>
        $"{Clients:N0} clients report once to one node, which was started for the round. By how much the node's resident memory (and its managed heap) is larger than before, each time after a full garbage collection, for each client. The storage's memory counts.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Subject("herd", cancel => RunRoundAsync(settings.Size(Clients, 1_000), cancel))];

    private static async Task<IReadOnlyList<Reading>> RunRoundAsync(int clients, CancellationToken cancel)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Single, [], cancel).ConfigureAwait(false);
        var node = herd.Processes.First();
        // A few reports first, to warm up code and a busy connection's buffers.
        await HerdLoad.ReportAsync(herd.ClientPorts, "early", clients / 100, cancel).ConfigureAwait(false);
        var before = await NodeMemory.OfAsync(node, cancel).ConfigureAwait(false);
        await HerdLoad.ReportAsync(herd.ClientPorts, "new", clients, cancel).ConfigureAwait(false);
        var grown = await NodeMemory.OfAsync(node, cancel).ConfigureAwait(false) - before;
        if (await herd.Agreement.ClientsAsync(0).ConfigureAwait(false) is var known && known != clients + (clients / 100))
            throw new InvalidOperationException($"the node knows {known} clients of {clients + (clients / 100)}");
        return [Resident.Is((double)grown.ResidentBytes / clients), Managed.Is((double)grown.HeapBytes / clients)];
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Herd.Bench.Processes;
using Herd.Node.Hosting;

namespace Herd.Bench.Reliability;

/// <summary>Attacks one of five nodes, each time on a fresh herd: an honest client's answers, the node's memory, the aftermath.</summary>
internal sealed class AttackRun(TimeSpan duration, string only)
{
    private const string Target = "Goloman";

    /// <summary>By .NET itself, so that a node that takes more ends.</summary>
    private const string HeapLimit = "DOTNET_GCHeapHardLimit";

    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Keys are on, so that wrong ones are checked; anonymous clients may still report and ask.</summary>
    private static readonly string[] Settings =
    [
        "herd.client.max-connections-per-address=1000",
        "herd.access.keys.jane.secret=7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f",
        "herd.access.keys.jane.may=[report, read]",
        "herd.access.anonymous=[report, read]",
        $"herd.link.secret={Attacks.Secret}",
    ];

    /// <returns>Whether no node ended, all agreed after each attack, and the honest client got all its answers.</returns>
    public async Task<bool> RunAsync(TextWriter output)
    {
        var isSound = true;
        await output.WriteLineAsync("| attack | answers to an honest client | p50, ms | p99, ms | memory before, MiB | during | 5 s after | busy, 5 s after | clients left | agree |").ConfigureAwait(false);
        await output.WriteLineAsync("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|").ConfigureAwait(false);
        foreach (var attack in Attacks.All.Where(attack => attack.Name.Contains(only, StringComparison.Ordinal)))
            isSound &= await RunAsync(attack, output).ConfigureAwait(false);
        return isSound;
    }

    private async Task<bool> RunAsync(Attacks.Plan plan, TextWriter output)
    {
        Environment.SetEnvironmentVariable(HeapLimit, plan.HeapBytes is { } bytes ? bytes.ToString("x", CultureInfo.InvariantCulture) : null);
        await using var herd = await RunningHerd.StartAsync(
            HerdPlan.Goloman, plan.HeapBytes is null ? [.. Settings, "herd.locations.max-memory=64MiB"] : Settings, CancellationToken.None).ConfigureAwait(false);
        using var honest = new HonestClient(herd.ClientPort(Target));
        await honest.ServeAsync(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
        var before = MemoryOf(herd);
        honest.Forget();

        long during;
        long said;
        var attack = plan.Make(await PortsAsync(herd).ConfigureAwait(false));
        await using (attack.ConfigureAwait(false))
        {
            attack.Begin();
            do
            {
                await honest.ServeAsync(duration).ConfigureAwait(false);
            }
            while (attack.Said < plan.LeastSaid);
            during = MemoryOf(herd);
            said = attack.Said;
        }

        var served = honest.Describe();
        var busy = await BusyAsync(herd, Aftermath).ConfigureAwait(false);
        var after = MemoryOf(herd);
        var agrees = await AgreeAsync(herd).ConfigureAwait(false);
        if (plan.Restarts)
        {
            foreach (var node in HerdPlan.Goloman.Nodes)
            {
                await herd.StopAsync(node).ConfigureAwait(false);
                await herd.StartAsync(node, CancellationToken.None).ConfigureAwait(false);
            }

            agrees &= await AgreeAsync(herd).ConfigureAwait(false);
        }

        var left = await herd.Agreement.ClientsAsync(0).ConfigureAwait(false);
        var rate = plan.IsCounted ? string.Create(CultureInfo.InvariantCulture, $", {said / duration.TotalSeconds:N0} a second") : "";
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {plan.Name}{rate} | {served} | {before} | {during} | {after} | {busy:P0} | {left:N0} | {(agrees ? "yes" : "**no**")} |")).ConfigureAwait(false);
        return agrees && honest.HasAll;
    }

    private static async Task<Attacks.Ports> PortsAsync(RunningHerd herd)
    {
        using var http = new HttpClient();
        string? cluster;
        while ((cluster = await ClusterAsync().ConfigureAwait(false)) is null)
            await Task.Delay(100).ConfigureAwait(false);
        return new Attacks.Ports(
            herd.ClientPort(Target),
            new IPEndPoint(IPAddress.Loopback, herd.LinkPorts.First()),
            IPEndPoint.Parse(cluster),
            new IPEndPoint(IPAddress.Loopback, herd.Status(Target).Port));

        // Null until the node is a member.
        async Task<string?> ClusterAsync() => (await http.GetFromJsonAsync<StatusReport>(herd.Status(Target)).ConfigureAwait(false))!
            .Members.SingleOrDefault(member => member.Name == Target)?.Cluster;
    }

    private static async Task<bool> AgreeAsync(RunningHerd herd) =>
        !double.IsInfinity(await herd.Agreement.AwaitAsync(Patience).ConfigureAwait(false));

    /// <returns>The share of one CPU that the node uses in the last second of the wait.</returns>
    private static async Task<double> BusyAsync(RunningHerd herd, TimeSpan wait)
    {
        var end = TimeSpan.FromSeconds(1);
        await Task.Delay(wait - end).ConfigureAwait(false);
        var before = herd[Target].ProcessorTime;
        await Task.Delay(end).ConfigureAwait(false);
        return (herd[Target].ProcessorTime - before) / end;
    }

    private static long MemoryOf(RunningHerd herd) => herd[Target].ResidentBytes / (1024 * 1024);
}

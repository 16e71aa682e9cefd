using System.Globalization;
using System.Text;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Reliability;

/// <summary>Cuts every link, host and split in two of five loaded nodes, heals, and checks that all agree and nothing is missing.</summary>
internal sealed class CutRun(TimeSpan cutFor, TimeSpan limit, int updatesPerSecond)
{
    private const int ClientPort = 12000;
    private const int HttpPort = 12300;
    private const int ClientsPerNode = 2_000;
    private const int Batch = 20;

    private static readonly string[] Nodes = [.. HerdPlan.Goloman.Nodes];
    private static readonly (string A, string B)[] Links =
        [("Goloman", "Hands"), ("Goloman", "Holiday"), ("Goloman", "Wilkes"), ("Hands", "Wilkes"), ("Holiday", "Welsh"), ("Holiday", "Wilkes")];

    /// <param name="States">Different digests at the end of the cut: 2 or more if the cut parted the herd under load.</param>
    private sealed record Row(string Kind, string What, int States, double Seconds, int Missing, long Updates);

    /// <summary>Creates the hosts and runs this program again where it reaches them all.</summary>
    public static async Task<int> RunAmongHostsAsync(IEnumerable<string> arguments)
    {
        using var network = new NamespaceNetwork(Nodes);
        network.Create();
        return await network.RunOnSwitchAsync(arguments).ConfigureAwait(false);
    }

    /// <returns>Whether all agreed in time after each cut, and nothing was missing.</returns>
    public async Task<bool> RunAsync(TextWriter output)
    {
        var network = new NamespaceNetwork(Nodes);
        var folder = Directory.CreateTempSubdirectory("herd-cuts-").FullName;
        var herdFile = Path.Combine(folder, "herd.conf");
        await File.WriteAllTextAsync(herdFile, HerdPlan.Goloman.ToHerdFile(folder, node =>
            $"host = \"{network.AddressOf(Nodes[node])}\", client-port = {ClientPort}, link-port = 12100, cluster-port = 12200, http-port = {HttpPort}")).ConfigureAwait(false);
        var nodes = new List<ChildProcess>();
        try
        {
            foreach (var name in Nodes)
                nodes.Add(await NodeProcess.StartAsync(name, herdFile, network.On(name), []).ConfigureAwait(false));
            var rows = new List<Row>();
            foreach (var (kind, what, cut) in Cuts(network))
            {
                var row = await CutAsync(network, kind, what, cut).ConfigureAwait(false);
                rows.Add(row);
                await Console.Error.WriteLineAsync($"{row.Kind,-6} {row.What,-36} {row.States} states  {row.Seconds,6:0.00} s  {row.Missing} missing of {row.Updates}").ConfigureAwait(false);
            }

            await output.WriteLineAsync(Table(rows)).ConfigureAwait(false);
            return rows.TrueForAll(row => row.Missing == 0 && row.Seconds <= limit.TotalSeconds);
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Kind, string What, Action Cut)> Cuts(NamespaceNetwork network)
    {
        foreach (var (a, b) in Links)
            yield return ("link", $"{a}–{b}", () => network.Cut([a], [b]));
        foreach (var node in Nodes)
            yield return ("node", node, () => network.Unplug(node));
        // Each split once: the first node is always on the first side.
        for (var set = 0; set < (1 << (Nodes.Length - 1)) - 1; set++)
        {
            var side = Nodes.Where((_, index) => index == 0 || (set >> (index - 1) & 1) == 1).ToList();
            var others = Nodes.Except(side).ToList();
            yield return ("split", $"{string.Join(' ', side)} | {string.Join(' ', others)}", () => network.Cut(side, others));
        }
    }

    private async Task<Row> CutAsync(NamespaceNetwork network, string kind, string what, Action cut)
    {
        var reporters = Nodes
            .Select(node => new Reporter(network.AddressOf(node), ClientPort, $"{node}-client", ClientsPerNode, Batch)).ToList();
        using var stop = new CancellationTokenSource();
        var pause = TimeSpan.FromSeconds((double)Batch * Nodes.Length / updatesPerSecond);
        var load = reporters.Select(reporter => reporter.RunAsync(stop.Token, pause)).ToList();
        cut();
        await Task.Delay(cutFor).ConfigureAwait(false);
        using var agreement = new Agreement([.. Nodes.Select(node => new Uri($"http://{network.AddressOf(node)}:{HttpPort}/status"))]);
        var states = (await agreement.DigestsAsync().ConfigureAwait(false)).Distinct().Count();
        network.Heal();
        var stopped = stop.CancelAsync();
        var seconds = await agreement.AwaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        await Task.WhenAll(load).ConfigureAwait(false);

        var acknowledged = reporters.SelectMany(reporter => reporter.Acknowledged).ToList();
        var missing = 0;
        foreach (var node in Nodes)
            missing += (await Checker.MissingAsync(network.AddressOf(node), ClientPort, acknowledged).ConfigureAwait(false)).Count;
        return new Row(kind, what, states, seconds, missing, reporters.Sum(reporter => reporter.Count));
    }

    private static string Table(List<Row> rows)
    {
        var text = new StringBuilder("| cut | runs | agreement after the heal: median | worst | acknowledged updates | missing anywhere |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var kind in rows.GroupBy(row => row.Kind))
        {
            var seconds = kind.Select(row => row.Seconds).Order().ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind.Key} | {seconds.Count} | {seconds[seconds.Count / 2]:0.00} s | {seconds[^1]:0.00} s | {kind.Sum(row => row.Updates):N0} | {kind.Sum(row => row.Missing)} |");
        }

        return text.ToString();
    }
}

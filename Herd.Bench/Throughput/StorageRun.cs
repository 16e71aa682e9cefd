using System.Diagnostics;
using System.Globalization;
using System.Text;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Throughput;

/// <summary>
/// What the durable copy costs: updates per second that five nodes accept and that all five know, for clients that move,
/// with storage and without, in turn.
/// </summary>
internal sealed class StorageRun(int rounds, TimeSpan duration, int clients)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    private static readonly string[] Providers = ["none", "sqlite"];

    public async Task RunAsync(TextWriter output)
    {
        var results = Providers.ToDictionary(provider => provider, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Each first in turn: what drifts while the machine is busy meets both.
            foreach (var provider in round % 2 == 0 ? Providers : Providers.Reverse())
            {
                var perSecond = await MeasureAsync(provider).ConfigureAwait(false);
                results[provider].Add(perSecond);
                await Console.Error.WriteLineAsync($"round {round + 1} {provider,-7} {perSecond,9:N0} updates/s known at all five").ConfigureAwait(false);
            }
        }

        await output.WriteLineAsync(Table(results)).ConfigureAwait(false);
    }

    private async Task<double> MeasureAsync(string provider)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Goloman, [$"herd.storage.provider={provider}"], CancellationToken.None).ConfigureAwait(false);
        var flooders = HerdPlan.Goloman.Nodes
            .Select(name => new Flooder(herd.ClientPort(name), $"{name}-client", clients / HerdPlan.Goloman.Nodes.Count)).ToList();
        // Until hot code is compiled for good: that time is not the storage's.
        await FloodAsync(flooders, WarmUp).ConfigureAwait(false);
        await herd.AgreementAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);

        var before = flooders.Sum(flooder => flooder.Count);
        var watch = Stopwatch.StartNew();
        await FloodAsync(flooders, duration).ConfigureAwait(false);
        if (double.IsInfinity(await herd.AgreementAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(false)))
            throw new InvalidOperationException("a minute after the load the nodes don't agree");
        return (flooders.Sum(flooder => flooder.Count) - before) / watch.Elapsed.TotalSeconds;
    }

    private static async Task FloodAsync(List<Flooder> flooders, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource(duration);
        await Task.WhenAll(flooders.Select(flooder => Task.Run(() => flooder.RunAsync(stop.Token)))).ConfigureAwait(false);
    }

    private string Table(Dictionary<string, List<double>> results)
    {
        var ratios = results["sqlite"].Zip(results["none"], (with, without) => with / without).ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{clients:N0} clients that move, five nodes, {rounds} rounds of {duration.TotalSeconds:0} s, {Environment.ProcessorCount} processors, .NET {Environment.Version}\n");
        text.AppendLine("| updates/s known at all five | median | min | max |\n|---|---:|---:|---:|");
        foreach (var (provider, values) in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| storage {provider} | {Median(values):N0} | {values.Min():N0} | {values.Max():N0} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| ratio, round by round | {Median(ratios):0.00} | {ratios.Min():0.00} | {ratios.Max():0.00} |");
        return text.ToString();
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}

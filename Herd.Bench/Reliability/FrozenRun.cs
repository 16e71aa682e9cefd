using System.Globalization;
using System.Text;
using Herd.Bench.Processes;
using Herd.Bench.Scenarios;

namespace Herd.Bench.Reliability;

/// <summary>Freezes (SIGSTOP) one of five nodes under full load: its neighbours' memory meanwhile, and the time to agree again.</summary>
internal sealed class FrozenRun(TimeSpan duration, int clients)
{
    private const string Frozen = "Holiday";

    private static readonly string[] Others = [.. HerdPlan.Goloman.Nodes.Where(name => name != Frozen)];

    public async Task RunAsync(TextWriter output)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Goloman, [], CancellationToken.None).ConfigureAwait(false);
        var senders = Others.Select(name => HerdLoad.Moving(herd.ClientPort(name), $"{name}-client-", clients / Others.Length)).ToList();
        using var stop = new CancellationTokenSource();
        var load = senders.Select(sender => sender.RunAsync(stop.Token)).ToList();

        var text = new StringBuilder($"| | {string.Join(" | ", Others)} |\n|---|{string.Concat(Others.Select(_ => "---:|"))}\n");
        await Task.Delay(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        AddRow(text, herd, "10 s of load");
        herd[Frozen].Signal("STOP");
        for (var part = 1; part <= 4; part++)
        {
            await Task.Delay(duration / 4).ConfigureAwait(false);
            AddRow(text, herd, string.Create(CultureInfo.InvariantCulture, $"frozen for {(duration * part / 4).TotalSeconds:0} s"));
        }

        herd[Frozen].Signal("CONT");
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(load).ConfigureAwait(false);
        var seconds = await herd.Agreement.AwaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(false);
        AddRow(text, herd, "thawed, all agree");
        await output.WriteLineAsync(text).ConfigureAwait(false);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{senders.Sum(sender => sender.Answered):N0} updates; all five agree {seconds:0.00} s after the thaw")).ConfigureAwait(false);
    }

    private static void AddRow(StringBuilder text, RunningHerd herd, string when) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {when} | {string.Join(" | ", Others.Select(name => $"{herd[name].ResidentBytes / (1024 * 1024)} MiB"))} |");
}

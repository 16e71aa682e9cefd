using System.Diagnostics;
using System.Globalization;
using Herd.Actors.Protocol;
using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class GrowthScenario : IScenario
{
    private const double UpdatesPerSecond = 2_000;

    private static readonly int[] Sizes = [5, 10, 20, 40];

    private static readonly Measurement Copies = new("times that an update is sent over a link", "per update", Better.Lower);
    private static readonly Measurement CopiesPerNode = new("of them, for each other node", "per update and node", Better.Lower);
    private static readonly Measurement Segments = new("TCP segments with data on links", "per update", Better.Lower);
    private static readonly Measurement Cpu = new("CPU", "µs per update", Better.Lower);
    private static readonly Measurement CpuPerNode = new("CPU for each node", "µs per update and node", Better.Lower);

    public string Name => "growth";

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Herds of {string.Join(", ", Sizes)} nodes, each herd in one process, with links = auto: {UpdatesPerSecond:N0} updates per second in all, at all nodes alike, which is little load, so that few updates share a segment or a wake-up. What goes over links is the kernel's count; CPU is the process's. What the idle herd takes in the same time is taken off.");

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [.. Sizes.Take(settings.Size(Sizes.Length, 2)).Select(size => new Subject($"{size} nodes", cancel => RunRoundAsync(size, settings, cancel)))];

    private static async Task<IReadOnlyList<Reading>> RunRoundAsync(int size, RunSettings settings, CancellationToken cancel)
    {
        await using var herd = await RunningHerd.StartInOneProcessAsync(HerdPlan.OfSize(size), [], cancel).ConfigureAwait(false);
        await LoadAsync(herd, settings.WarmUp, cancel).ConfigureAwait(false);

        var idle = await CostsAsync(herd, () => DelayAsync(settings.Duration, cancel), cancel).ConfigureAwait(false);
        var loaded = await CostsAsync(herd, () => LoadAsync(herd, settings.Duration, cancel), cancel).ConfigureAwait(false);
        double Own(Func<Costs, double> cost) =>
            (cost(loaded) - (cost(idle) / idle.Seconds * loaded.Seconds)) / loaded.Updates;
        var copies = Own(costs => costs.Traffic.Bytes) / await FrameLengthAsync(herd, cancel).ConfigureAwait(false);
        var cpu = Own(costs => costs.Cpu.TotalMicroseconds);
        return
        [
            Copies.Is(copies), CopiesPerNode.Is(copies / (size - 1)), Segments.Is(Own(costs => costs.Traffic.Segments)),
            Cpu.Is(cpu), CpuPerNode.Is(cpu / size),
        ];
    }

    private static async Task<Costs> CostsAsync(RunningHerd herd, Func<Task<long>> run, CancellationToken cancel)
    {
        var process = herd.Processes.First();
        var (watch, traffic, cpu) = (Stopwatch.StartNew(), await LinkTraffic.OfAsync(herd.LinkPorts, cancel).ConfigureAwait(false), process.ProcessorTime);
        var updates = await run().ConfigureAwait(false);
        cpu = process.ProcessorTime - cpu;
        traffic = await LinkTraffic.OfAsync(herd.LinkPorts, cancel).ConfigureAwait(false) - traffic;
        return new Costs(updates, watch.Elapsed.TotalSeconds, traffic, cpu);
    }

    private static async Task<long> DelayAsync(TimeSpan duration, CancellationToken cancel)
    {
        await Task.Delay(duration, cancel).ConfigureAwait(false);
        return 0;
    }

    /// <returns>The number of updates, all known at all nodes.</returns>
    private static async Task<long> LoadAsync(RunningHerd herd, TimeSpan duration, CancellationToken cancel)
    {
        var senders = HerdLoad.Moving(herd, HerdLoad.Clients, UpdatesPerSecond);
        await KnownAtAllRate.MeasureAsync(herd, senders, duration, cancel).ConfigureAwait(false);
        return senders.Sum(sender => sender.Answered);
    }

    /// <summary>The length of an update on a link: the header and the text of its answer.</summary>
    private static async Task<int> FrameLengthAsync(RunningHerd herd, CancellationToken cancel)
    {
        using var client = await LineClient.ConnectAsync(herd.ClientPorts[0], cancel).ConfigureAwait(false);
        await client.SendAsync(System.Text.Encoding.ASCII.GetString(new IamatBlock("mover-0-", 0, 1).Next().Bytes.Span)).ConfigureAwait(false);
        return UpdateFrame.HeaderLength + (await client.ReadLineAsync().ConfigureAwait(false)).Length;
    }

    private readonly record struct Costs(long Updates, double Seconds, LinkTraffic Traffic, TimeSpan Cpu);
}

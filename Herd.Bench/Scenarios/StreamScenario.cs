using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using HdrHistogram;
using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class StreamScenario : IScenario
{
    private const int Readers = 100;
    private const int UpdatesPerSecond = 10_000;

    /// <summary>One event of so many is timed: parsing all would cost more than sending them.</summary>
    private const int Sampled = 64;

    /// <summary>Only event data lines are longer.</summary>
    private const int MinData = 120;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private long _sent;

    public string Name => "stream-fan-out";

    public string Description =>
        "One node, 10,000 clients that each report once a second, and 100 readers of the stream in one process beside it. Delay: from before the IAMAT is sent, which is its time, to when a reader has its event. CPU: of the node.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
    [
        new Subject("100 readers", cancel => RunAsync(settings, settings.Size(Readers, 2), cancel)),
        new Subject("no readers", cancel => RunAsync(settings, 0, cancel)),
    ];

    private async Task<IReadOnlyList<Reading>> RunAsync(RunSettings settings, int readers, CancellationToken cancel)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Single, [], cancel).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var http = new HttpClient();
        var stream = new Uri(herd.Status("Goloman"), "/v1/stream");
        var load = ReportAsync(herd.ClientPort("Goloman"), settings.Size(UpdatesPerSecond, 100), stop.Token);
        var since = Stopwatch.GetTimestamp() + (long)(settings.WarmUp.TotalSeconds * Stopwatch.Frequency);
        var reading = Enumerable.Range(0, readers).Select(_ => ReadAsync(http, stream, since, stop.Token)).ToList();
        await Task.Delay(settings.WarmUp, cancel).ConfigureAwait(false);
        var node = herd["Goloman"];
        var (before, count, watch) = (node.ProcessorTime, Interlocked.Read(ref _sent), Stopwatch.StartNew());
        await Task.Delay(settings.Duration, cancel).ConfigureAwait(false);
        var (busy, sent, seconds) = (node.ProcessorTime - before, Interlocked.Read(ref _sent) - count, watch.Elapsed.TotalSeconds);
        await stop.CancelAsync().ConfigureAwait(false);
        await load.ConfigureAwait(false);
        var sum = Latency.NewHistogram();
        foreach (var histogram in await Task.WhenAll(reading).ConfigureAwait(false))
            sum.Add(histogram);
        List<Reading> readings =
        [
            new Measurement("reports", "updates/s", Better.Higher).Is(sent / seconds),
            new Measurement("CPU", "cores", Better.Lower).Is(busy.TotalSeconds / seconds),
        ];
        if (readers > 0)
        {
            readings.Add(new Measurement("events", "events/s", Better.Higher).Is(sum.TotalCount * Sampled / seconds));
            readings.Add(new Measurement("delay, p50", "ms", Better.Lower).Is(sum.Percentile(50)));
            readings.Add(new Measurement("delay, p99", "ms", Better.Lower).Is(sum.Percentile(99)));
        }

        return readings;
    }

    private async Task ReportAsync(IPEndPoint node, int clients, CancellationToken stop)
    {
        using var client = await LineClient.ConnectAsync(node, stop).ConfigureAwait(false);
        using var timer = new PeriodicTimer(Tick);
        var text = new StringBuilder();
        var next = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                var batch = Math.Max(1, clients / (int)(TimeSpan.TicksPerSecond / Tick.Ticks));
                var ticks = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
                text.Clear();
                for (var sent = 0; sent < batch; sent++)
                    text.Append(CultureInfo.InvariantCulture, $"IAMAT moving-{next++ % clients} +34.068930-118.{next % 1_000_000:D6} {ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond:D7}\n");
                await client.SendAsync(text.ToString()).ConfigureAwait(false);
                for (var answered = 0; answered < batch; answered++)
                    await client.ReadLineAsync().ConfigureAwait(false);
                Interlocked.Add(ref _sent, batch);
            }
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
    }

    private static async Task<IntHistogram> ReadAsync(HttpClient http, Uri stream, long since, CancellationToken stop)
    {
        var histogram = Latency.NewHistogram();
        var events = 0L;
        try
        {
            await using var body = await http.GetStreamAsync(stream, stop).ConfigureAwait(false);
            var reader = System.IO.Pipelines.PipeReader.Create(body);
            while (true)
            {
                var result = await reader.ReadAsync(stop).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                {
                    if (line.Length > MinData && events++ % Sampled == 0 && Stopwatch.GetTimestamp() >= since && TimeOf(line) is { } time)
                        histogram.RecordValue(Math.Max(0, (long)(TimeProvider.System.GetUtcNow() - time).TotalNanoseconds));
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    return histogram;
            }
        }
        catch (OperationCanceledException)
        {
            return histogram;
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    /// <summary>The report's time in a data line; null if it has none.</summary>
    private static DateTimeOffset? TimeOf(ReadOnlySequence<byte> line)
    {
        var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        var at = bytes.IndexOf("\"time\":\""u8);
        if (at < 0)
            return null;
        bytes = bytes[(at + 8)..];
        return DateTimeOffset.TryParse(Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)'"')]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }
}

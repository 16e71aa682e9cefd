using System.Diagnostics;
using System.Globalization;
using System.Text;
using Herd.Tests.Node.Demo;
using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Node.Map;

/// <summary>Measures the figures of docs/map.md, each over HERD_MAP_SECONDS.</summary>
[Collection(MapTestsCollection.Name)]
public sealed class MapFigures(Browser browser, ITestOutputHelper output)
{
    private const string Variable = "HERD_MAP_SECONDS";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Switch.Number(Variable, 0));

    /// <summary>Two measurements of a stable heap may differ by this factor.</summary>
    private const double Noise = 1.25;

    [FactInBrowser(Variable)]
    public async Task Ten_thousand_move()
    {
        await using var demo = await RunningDemo.StartAsync(10_000);
        await demo.AwaitAsync(state => state.Nodes.All(node => node.Clients == 10_000));
        var start = Stopwatch.StartNew();
        await using var map = await browser.OpenAsync(demo.HttpOf("Goloman"), isReady: false);
        await map.AwaitAsync("herdMap.visible > 0");
        output.WriteLine($"first dots {start.Elapsed.TotalMilliseconds:0} ms after the browser was told the address");
        await map.AwaitAsync("herdMap.isReady && herdMap.count === 10000");
        output.WriteLine($"all 10,000 after {start.Elapsed.TotalMilliseconds:0} ms");
        output.WriteLine(await map.Page.EvaluateAsync<string>(
            "(() => { const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(entry => !entry.name.includes('stream'));"
            + "return `${all.length} requests, ${Math.round(all.reduce((sum, entry) => sum + entry.transferSize, 0) / 1024)} KiB, beside the stream` })()"));

        await Task.Delay(TimeSpan.FromSeconds(10));
        var before = await HeapAsync(map);
        await FramesAsync(map, Duration);
        var after = await HeapAsync(map);

        output.WriteLine($"heap {Mebibytes(before)} at first, {Mebibytes(after)} after {Duration.TotalSeconds} s");
        Assert.True(after < before * Noise, $"the heap grew from {Mebibytes(before)} to {Mebibytes(after)}");
    }

    [FactInBrowser(Variable)]
    public async Task A_hundred_thousand_stand()
    {
        await using var herd = await RunningHerd.StartOneAsync();
        using var http = new HttpClient();
        using var reports = new StringContent(Standing(100_000), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri(herd.HttpOf("Goloman"), "/v1/clients"), reports);
        Assert.True(answer.IsSuccessStatusCode);
        var start = Stopwatch.StartNew();
        await using var map = await browser.OpenAsync(herd.HttpOf("Goloman"));
        await map.AwaitAsync("herdMap.count === 100000");
        output.WriteLine($"all 100,000 after {start.Elapsed.TotalMilliseconds:0} ms");

        await map.Page.EvaluateAsync(
            "window.pan = setInterval(() => document.getElementById('dots').dispatchEvent(new KeyboardEvent('keydown', { key: window.way = window.way === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft' })), 16)");
        await FramesAsync(map, Duration);
        await map.Page.EvaluateAsync("clearInterval(window.pan)");
        await map.AwaitAsync("herdMap.visible > 50000");
    }

    [FactInBrowser(Variable)]
    public async Task A_report_two_links_away_moves_a_dot()
    {
        await using var demo = await RunningDemo.StartAsync(1);
        await using var map = await browser.OpenAsync(demo.HttpOf("Goloman"));
        using var client = await demo.ConnectAsync("Welsh");
        List<double> delays = [];
        for (var i = 1; i <= 100; i++)
        {
            await map.Page.EvaluateAsync(
                "second => { window.seen = new Promise(resolve => { const look = () => herdMap.positionOf('kiwi')?.[0].toFixed(3) === (second / 10).toFixed(3) ? resolve(Date.now()) : setTimeout(look); look() }) }", i);
            var sent = DateTimeOffset.UtcNow;
            await client.AskAsync(string.Create(CultureInfo.InvariantCulture, $"IAMAT kiwi {i / 10.0:+00.000}+000.000 {i}"));
            delays.Add(await map.Page.EvaluateAsync<double>("window.seen") - (sent - DateTimeOffset.UnixEpoch).TotalMilliseconds);
        }

        delays.Sort();
        output.WriteLine($"from the IAMAT to the map: p50 {delays[49]:0} ms, p99 {delays[98]:0} ms");
    }

    private async Task FramesAsync(MapPage map, TimeSpan duration)
    {
        var (frames, moves, start) = (await Read("frames"), await Read("moves"), Stopwatch.StartNew());
        await Task.Delay(duration);
        var seconds = start.Elapsed.TotalSeconds;
        output.WriteLine($"{(await Read("frames") - frames) / seconds:0.0} frames a second, {(await Read("moves") - moves) / seconds:0} reports a second, {await Read("visible")} clients seen");

        Task<int> Read(string name) => map.Page.EvaluateAsync<int>($"herdMap.{name}");
    }

    private static async Task<double> HeapAsync(MapPage map)
    {
        var session = await map.Page.Context.NewCDPSessionAsync(map.Page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var heap = await map.Page.EvaluateAsync<double>("performance.memory.usedJSHeapSize");
        await session.DetachAsync();
        return heap;
    }

    private static string Standing(int count)
    {
        var random = new Random(1);
        var lines = new StringBuilder();
        for (var i = 0; i < count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"standing-{i}\",\"lat\":{33.5 + random.NextDouble():0.00000},\"lon\":{-118.8 + 1.5 * random.NextDouble():0.00000}}}\n");
        return lines.ToString();
    }

    private static string Mebibytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.0} MiB");
}

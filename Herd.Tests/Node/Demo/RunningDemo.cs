using System.Diagnostics;
using System.Text.Json;
using Herd.Bench.Processes;
using Herd.Node.Demo;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Demo;

/// <summary>A demo of goloman's five nodes in the test's process, on ports of its own.</summary>
internal sealed class RunningDemo : IAsyncDisposable
{
    private static readonly string[] Ports = ["client-port", "link-port", "cluster-port", "http-port"];

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly HttpClient _http = new();

    private RunningDemo(int walkers)
    {
        Settings = HerdSettings.Load(
            null,
            [
                .. HerdSettings.Load(null, [], []).Nodes.SelectMany(node => Ports, (node, port) => $"herd.nodes.{node.Name}.{port}={FreePorts.Take()}"),
                $"herd.data-dir={_folder.Path}",
                "herd.log.messages=off",
            ],
            []);
        Herd = new DemoHerd(Settings, TextWriter.Synchronized(_error));
        Herd.Walkers = new DemoWalkers(Herd, walkers);
    }

    public HerdSettings Settings { get; }

    public DemoHerd Herd { get; }

    public DemoWalkers Walkers => Herd.Walkers!;

    public static async Task<RunningDemo> StartAsync(int walkers)
    {
        var demo = new RunningDemo(walkers);
        await demo.Herd.StartAllAsync(default);
        demo.Walkers.Start();
        return demo;
    }

    public Uri HttpOf(string node) => Herd.UriOf(Settings.FindNode(node)!);

    public Task<HerdClient> ConnectAsync(string node) => HerdClient.ConnectAsync(Settings.FindNode(node)!.ClientPort);

    public async Task<int> PostAsync(string node, string path, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(HttpOf(node), path));
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var answer = await _http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <exception cref="TimeoutException">Tells the last state.</exception>
    public async Task AwaitAsync(Predicate<DemoHerd.State> isSo)
    {
        var since = Stopwatch.GetTimestamp();
        while (await Herd.ReadAsync() is var state && !isSo(state))
        {
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1))
                throw new TimeoutException(JsonSerializer.Serialize(state));
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Walkers.StopAsync();
        Walkers.Dispose();
        await Herd.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
        Assert.DoesNotContain("herd: ", _error.ToString(), StringComparison.Ordinal);
    }
}

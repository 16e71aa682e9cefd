using System.Diagnostics;
using System.Net;
using Herd.Bench.Processes;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node;

/// <summary>A herd in the test's process. Its ports are unique, or a node might find another test's herd of the same name.</summary>
internal sealed class RunningHerd : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string[] Ports = ["client-port", "link-port", "cluster-port", "http-port"];

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private RunningNodes? _running;

    private RunningHerd(string herd, string[] sets)
    {
        if (herd.Contains('{', StringComparison.Ordinal))
            herd = _folder.Write("written.conf", herd);
        Settings = HerdSettings.Load(
            herd,
            [
                .. HerdSettings.Load(herd, [], []).Nodes.SelectMany(node => Ports, (node, port) => $"herd.nodes.{node.Name}.{port}={FreePorts.Take()}"),
                $"herd.data-dir={_folder.Path}",
                .. sets,
            ],
            []);
    }

    public HerdSettings Settings { get; }

    public IEnumerable<string> Nodes => Settings.Nodes.Select(node => node.Name);

    public string Error => _error.ToString();

    /// <summary>Takes warnings that the test expects. Any left at the end fail it.</summary>
    public string TakeError()
    {
        var error = Error;
        _error.GetStringBuilder().Clear();
        return error;
    }

    /// <summary>Waits for the warning first: a node logs beside what it does.</summary>
    public async Task<string> TakeErrorAsync(string told)
    {
        for (var waited = Stopwatch.StartNew(); !Error.Contains(told, StringComparison.Ordinal); await Task.Delay(20))
            Assert.True(waited.Elapsed < Patience, $"no '{told}' in '{Error}'");
        return TakeError();
    }

    public static Task<RunningHerd> StartOneAsync(params string[] sets) =>
        StartAsync("herd { name = goloman\n nodes { Goloman { client-port = 0, link-port = 0 } } }", sets);

    /// <param name="herd">A shipped herd, a file's path, or such a file's text.</param>
    public static async Task<RunningHerd> StartAsync(string herd, params string[] sets)
    {
        var started = new RunningHerd(herd, sets);
        await started.StartAsync();
        return started;
    }

    private async Task StartAsync() => _running = await RunningNodes.StartAsync(Settings, Settings.Nodes, TextWriter.Synchronized(_error), default);

    public IPEndPoint ClientsOf(string node) => HostOf(node).Ports.Clients;

    public IPEndPoint LinksOf(string node) => HostOf(node).Ports.Links;

    public Uri HttpOf(string node) => new($"{Settings.Tls.HttpScheme}://{HostOf(node).Ports.Http}");

    public IPEndPoint ClusterOf(string node) => HostOf(node).Ports.Cluster;

    public Task<HerdClient> ConnectAsync(string node) => Settings.Tls.Clients
        ? HerdClient.ConnectWithTlsAsync(ClientsOf(node), Settings.Tls.Ca)
        : HerdClient.ConnectAsync(ClientsOf(node));

    public string ReadMessageLog(string node) => File.ReadAllText(_folder.PathOf($"{node}/messages.log"));

    /// <summary>Stops the nodes; their files can still be read.</summary>
    public async Task StopAsync()
    {
        await _running!.DisposeAsync();
        _running = null;
    }

    /// <summary>Stops the nodes, and starts them with what they have saved.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
            await StopAsync();
        _folder.Dispose();
        Assert.True(Error.Length == 0, Error);
    }

    public NodeHost HostOf(string node) => _running!.Hosts.Single(host => host.Node.Name == node);
}

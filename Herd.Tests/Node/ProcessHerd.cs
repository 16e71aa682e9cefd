using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node;

/// <summary>A herd whose nodes are processes of their own, on free ports, with their data in a temporary folder.</summary>
internal sealed class ProcessHerd : IDisposable
{
    private static readonly string[] Ports = ["client-port", "link-port", "cluster-port", "http-port"];

    private readonly Dictionary<string, HerdProcess> _processes = [];
    private readonly Dictionary<string, int> _clientPorts = [];
    private readonly string[] _settings;

    /// <param name="herd">One of those shipped.</param>
    /// <param name="settings">More of the command line.</param>
    public ProcessHerd(string herd, params string[] settings) => _settings =
    [
        "--herd", herd,
        "--set", "herd.client.unknown-client-grace=30s",
        .. settings,
        .. HerdSettings.Load(herd, [], []).Nodes
            .SelectMany(node => Ports, (node, port) => new[] { "--set", $"herd.nodes.{node.Name}.{port}={PortFor(node.Name, port)}" })
            .SelectMany(set => set),
    ];

    public TemporaryFolder Folder { get; } = new();

    /// <summary>All of the herd file.</summary>
    public IReadOnlyCollection<string> Nodes => _clientPorts.Keys;

    /// <summary>Those that were started.</summary>
    public IReadOnlyCollection<HerdProcess> Processes => _processes.Values;

    public HerdProcess this[string node] => _processes[node];

    public void StartAll()
    {
        foreach (var node in Nodes)
            Begin(node);
        foreach (var (name, process) in _processes)
            process.WaitForLine($"{name} ready ");
    }

    public void Start(string node)
    {
        Begin(node);
        _processes[node].WaitForLine($"{node} ready ");
    }

    public Task KillAllAsync() => Task.WhenAll(_processes.Values.Select(process => process.KillAsync()));

    public Task<HerdClient> ConnectAsync(string node) => HerdClient.ConnectAsync(_clientPorts[node]);

    /// <summary>A client of the node reports clients <c>prefix-0</c>, <c>prefix-1</c> …</summary>
    /// <returns>What it was answered.</returns>
    public static async Task<List<string?>> WriteAsync(HerdClient client, string prefix, int count)
    {
        List<string?> told = [];
        for (var i = 0; i < count; i++)
            told.Add(await client.AskAsync(HerdClient.Iamat($"{prefix}-{i}")));
        Assert.All(told, line => Assert.StartsWith("AT ", line, StringComparison.Ordinal));
        return told;
    }

    /// <summary>The node answers for those clients what their reporter was answered.</summary>
    public async Task AssertKnowsAsync(string node, string prefix, List<string?> told)
    {
        using var client = await ConnectAsync(node);
        for (var i = 0; i < told.Count; i++)
            Assert.Equal(told[i], await client.LocateAsync($"{prefix}-{i}"));
    }

    public void Dispose()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        Folder.Dispose();
    }

    private int PortFor(string node, string setting)
    {
        var port = FreePorts.Take();
        if (setting == "client-port")
            _clientPorts[node] = port;
        return port;
    }

    private void Begin(string node)
    {
        if (_processes.Remove(node, out var previous))
            previous.Dispose();
        _processes[node] = HerdProcess.Start(Folder, ["node", node, .. _settings]);
    }
}

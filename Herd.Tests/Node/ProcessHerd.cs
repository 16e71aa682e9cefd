using System.Net;
using Herd.Bench.Processes;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node;

/// <summary>A herd with a process per node, on free ports, with a temporary data folder.</summary>
internal sealed class ProcessHerd : IDisposable
{
    public const string Pair =
        """
        herd {
          name = pair
          nodes {
            Ada { client-port = 1, link-port = 2, cluster-port = 3, http-port = 4 }
            Bo { client-port = 5, link-port = 6, cluster-port = 7, http-port = 8 }
          }
          links = [[Ada, Bo]]
        }
        """;

    /// <summary>A chain: Cy hears of Ada only through Bo.</summary>
    public const string Trio =
        """
        herd {
          name = trio
          nodes {
            Ada { client-port = 1, link-port = 2, cluster-port = 3, http-port = 4 }
            Bo { client-port = 5, link-port = 6, cluster-port = 7, http-port = 8 }
            Cy { client-port = 9, link-port = 10, cluster-port = 11, http-port = 12 }
          }
          links = [[Ada, Bo], [Bo, Cy]]
        }
        """;

    private static readonly string[] Ports = ["client-port", "link-port", "cluster-port", "http-port"];

    private readonly SocketsHttpHandler _handler = new();
    private readonly HttpClient _http;
    private readonly Dictionary<string, HerdProcess> _processes = [];
    private readonly Dictionary<(string Node, string Setting), int> _ports = [];
    private readonly Dictionary<string, string[]> _joined = [];
    private readonly string[] _common;
    private string? _ca;

    /// <param name="herd">A shipped herd, a file's path, or such a file's text.</param>
    public ProcessHerd(string herd, params string[] settings)
    {
        if (herd.Contains('{', StringComparison.Ordinal))
            herd = Folder.Write("written.conf", herd);
        _http = new HttpClient(_handler) { Timeout = TimeSpan.FromSeconds(5) };
        _common = ["--herd", herd, "--set", "herd.client.unknown-client-grace=30s", .. settings];
        Nodes = [.. HerdSettings.Load(herd, [], []).Nodes.Select(node => node.Name)];
        Where = [.. Nodes.SelectMany(PortsFor)];
        Statuses = new HerdStatuses(_http, node => new Uri($"http{(_ca is null ? "" : "s")}://127.0.0.1:{PortOf(node, "http-port")}"));
    }

    public void UseTls(string ca)
    {
        _ca = ca;
        _handler.SslOptions = TestTls.TrustIn(ca, "localhost");
    }

    public TemporaryFolder Folder { get; } = new();

    public string[] HerdOption => _common[..2];

    public IReadOnlyCollection<string> Nodes { get; }

    /// <summary>Ports for every node, even one that joins: those of the file may belong to another herd on this machine.</summary>
    public IReadOnlyList<string> Where { get; }

    public IReadOnlyCollection<HerdProcess> Processes => _processes.Values;

    public HerdStatuses Statuses { get; }

    public HerdProcess this[string node] => _processes[node];

    public void StartAll()
    {
        foreach (var node in Nodes)
            Begin(node);
        foreach (var node in Nodes)
            _processes[node].WaitForLine($"{node} ready ");
    }

    public void Start(string node, params string[] settings)
    {
        Begin(node, settings);
        _processes[node].WaitForLine($"{node} ready ");
    }

    public void Join(string node, string through, params string[] settings)
    {
        if (!_ports.ContainsKey((node, "client-port")))
            _joined[node] = [.. PortsFor(node)];
        BeginToJoin(node, through, settings);
        _processes[node].WaitForLine($"{node} ready ");
    }

    /// <summary>Doesn't wait until the node is ready.</summary>
    public void BeginToJoin(string node, string through, params string[] settings)
    {
        Forget(node);
        string[] join = ["node", node, "--join", $"127.0.0.1:{PortOf(through, "link-port")}"];
        _processes[node] = HerdProcess.Start(Folder, [.. join, .. _common, .. Where, .. _joined.GetValueOrDefault(node, []), .. settings]);
    }

    public int PortOf(string node, string setting) => _ports[(node, setting)];

    public Task KillAllAsync() => Task.WhenAll(_processes.Values.Select(process => process.KillAsync()));

    public Task<HerdClient> ConnectAsync(string node) => _ca is null
        ? HerdClient.ConnectAsync(PortOf(node, "client-port"))
        : HerdClient.ConnectWithTlsAsync(new IPEndPoint(IPAddress.Loopback, PortOf(node, "client-port")), _ca);

    /// <summary>Reports clients <c>prefix-0</c>, <c>prefix-1</c> …, and returns the answers.</summary>
    public static async Task<List<string?>> WriteAsync(HerdClient client, string prefix, int count)
    {
        List<string?> told = [];
        for (var i = 0; i < count; i++)
            told.Add(await client.AskAsync(HerdClient.Iamat($"{prefix}-{i}")));
        Assert.All(told, line => Assert.StartsWith("AT ", line, StringComparison.Ordinal));
        return told;
    }

    public async Task AssertKnowsAsync(string node, string prefix, List<string?> told)
    {
        using var client = await ConnectAsync(node);
        Assert.Equal(told, await client.LocateAsync([.. told.Select((_, i) => $"{prefix}-{i}")]));
    }

    /// <summary>Only the nodes of the file are members, and the last knows what the first is told.</summary>
    public async Task AssertUnharmedAsync()
    {
        await Statuses.AwaitMembersAsync(Nodes, Nodes);
        using var client = await ConnectAsync(Nodes.First());
        await AssertKnowsAsync(Nodes.Last(), "after", await WriteAsync(client, "after", 10));
    }

    public void Dispose()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        _http.Dispose();
        Folder.Dispose();
    }

    private IEnumerable<string> PortsFor(string node) => Ports.SelectMany(setting =>
    {
        var port = _ports[(node, setting)] = FreePorts.Take();
        return new[] { "--set", $"herd.nodes.{node}.{setting}={port}" };
    });

    private void Forget(string node)
    {
        if (_processes.Remove(node, out var previous))
            previous.Dispose();
    }

    private void Begin(string node, params string[] settings)
    {
        Forget(node);
        _processes[node] = HerdProcess.Start(Folder, ["node", node, .. _common, .. Where, .. settings]);
    }
}

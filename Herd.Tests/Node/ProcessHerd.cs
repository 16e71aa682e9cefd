using System.Net;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node;

/// <summary>A herd whose nodes are processes of their own, on free ports, with their data in a temporary folder.</summary>
internal sealed class ProcessHerd : IDisposable
{
    /// <summary>A herd file of two nodes.</summary>
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

    /// <summary>A herd file of three: Cy hears of Ada through Bo only.</summary>
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

    /// <param name="herd">One of those shipped, or the path of a file.</param>
    /// <param name="settings">More of the command line.</param>
    public ProcessHerd(string herd, params string[] settings)
    {
        _http = new HttpClient(_handler) { Timeout = TimeSpan.FromSeconds(5) };
        _common = ["--herd", herd, "--set", "herd.client.unknown-client-grace=30s", .. settings];
        Nodes = [.. HerdSettings.Load(herd, [], []).Nodes.Select(node => node.Name)];
        Where = [.. Nodes.SelectMany(PortsFor)];
        Statuses = new HerdStatuses(_http, node => new Uri($"http{(_ca is null ? "" : "s")}://127.0.0.1:{PortOf(node, "http-port")}"));
    }

    /// <summary>From now on clients and HTTP are spoken to over TLS.</summary>
    /// <param name="ca">The file of the nodes' CA.</param>
    public void UseTls(string ca)
    {
        _ca = ca;
        _handler.SslOptions = TestTls.TrustIn(ca, "localhost");
    }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Of the command line: which herd it is.</summary>
    public string[] HerdOption => _common[..2];

    /// <summary>All of the herd file.</summary>
    public IReadOnlyCollection<string> Nodes { get; }

    /// <summary>
    /// Of the command line: where the nodes of the file are. Every node has to be told, also one that joins: the file's own ports
    /// may be those of a herd that somebody runs on this machine.
    /// </summary>
    public IReadOnlyList<string> Where { get; }

    /// <summary>Those that were started.</summary>
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

    /// <param name="node">One of the herd file.</param>
    /// <param name="settings">More of its command line.</param>
    public void Start(string node, params string[] settings)
    {
        Begin(node, settings);
        _processes[node].WaitForLine($"{node} ready ");
    }

    /// <summary>Starts a node that stands in no file.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="through">Whom it joins.</param>
    /// <param name="settings">More of its command line.</param>
    public void Join(string node, string through, params string[] settings)
    {
        if (!_ports.ContainsKey((node, "client-port")))
            _joined[node] = [.. PortsFor(node)];
        BeginToJoin(node, through, settings);
        _processes[node].WaitForLine($"{node} ready ");
    }

    /// <summary>Like <see cref="Join"/>, and doesn't wait until it is ready.</summary>
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
        Assert.Equal(told, await client.LocateAsync([.. told.Select((_, i) => $"{prefix}-{i}")]));
    }

    /// <summary>The nodes of the file and no others are members, and what the first is told the last knows.</summary>
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

using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Bench.Reliability;
using Xunit;

namespace Herd.Tests.Node.Hosts;

/// <summary>A herd with one process per host. Hosts are network namespaces, which can be cut off.</summary>
internal sealed class HerdOfHosts : IDisposable
{
    private const int ClientPort = 12000;
    private const int LinkPort = 12100;
    private const int ClusterPort = 12200;
    private const int HttpPort = 12300;

    private static int _made;

    private readonly TemporaryFolder _folder = new();
    private readonly NamespaceNetwork _network;
    private readonly Dictionary<string, HerdProcess> _processes = [];
    private readonly HttpClient _http;
    private readonly string _file;

    public HerdOfHosts(string[] nodes, params string[] others)
    {
        Nodes = nodes;
        _network = new NamespaceNetwork([.. nodes, .. others], $"herd{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
        _file = _folder.Write("herd.conf", HerdFile());
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (context, _) => new NetworkStream(await ConnectAsync(context.DnsEndPoint), ownsSocket: true) })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };
        Statuses = new HerdStatuses(_http, node => new Uri($"http://{_network.AddressOf(node)}:{HttpPort}"));
        try
        {
            _network.Create();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string[] Nodes { get; }

    public HerdStatuses Statuses { get; }

    public HerdProcess this[string node] => _processes[node];

    public IEnumerable<string> Errors => _processes.Values.Select(process => process.Error);

    public void StartAll()
    {
        foreach (var node in Nodes)
            Begin(node);
        foreach (var node in Nodes)
            AwaitReady(node);
    }

    public void Start(string node)
    {
        Begin(node);
        AwaitReady(node);
    }

    public void Join(string node, string through)
    {
        Begin(node, "--join", $"{_network.AddressOf(through)}:{LinkPort}");
        AwaitReady(node);
    }

    /// <summary>Cuts hosts off from these others. Clients still reach all.</summary>
    public void CutOff(string[] hosts, params string[] others) => _network.Cut(hosts, others);

    public void Heal() => _network.Heal();

    public async Task<HerdClient> ConnectAsync(string node) => await HerdClient.ConnectAsync(
        await NamespaceSockets.CreateAsync(_network.Switch), new IPEndPoint(IPAddress.Parse(_network.AddressOf(node)), await PortOfAsync(node)));

    public async Task<(int ExitCode, string Output, string Error)> RemoveAsync(string node, string at)
    {
        using var herd = HerdProcess.StartUnder(
            _folder, ["ip", "netns", "exec", _network.Switch], "remove", node, "--herd", _file, "--at", $"{_network.AddressOf(at)}:{HttpPort}");
        return (await herd.WaitForExitAsync(), herd.Output, herd.Error);
    }

    public async Task AssertKnowAsync(IEnumerable<string> nodes, IReadOnlyDictionary<string, string> told)
    {
        foreach (var node in nodes)
        {
            using var client = await ConnectAsync(node);
            Assert.Equal([.. told.Values], await client.LocateAsync([.. told.Keys]));
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        _network.Dispose();
        _http?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A joined node's ports were assigned by the system.</summary>
    private async Task<int> PortOfAsync(string node) => Nodes.Contains(node)
        ? ClientPort
        : (await Statuses.GetAsync(node))!.Members.Single(member => member.Name == node).ClientPort;

    private async Task<Socket> ConnectAsync(DnsEndPoint place)
    {
        var socket = await NamespaceSockets.CreateAsync(_network.Switch);
        try
        {
            await socket.ConnectAsync(place);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Begin(string node, params string[] join)
    {
        if (_processes.Remove(node, out var previous))
            previous.Dispose();
        // A joined node's HTTP port is fixed, so that the test finds it.
        string[] ports = join.Length == 0 ? [] : ["--set", $"herd.nodes.{node}.http-port={HttpPort}"];
        _processes[node] = HerdProcess.StartUnder(_folder, _network.On(node), ["node", node, "--herd", _file, .. join, .. ports]);
    }

    private void AwaitReady(string node) => _processes[node].WaitForLine($"{node} ready ");

    private string HerdFile()
    {
        var text = new StringBuilder($"herd {{\n  name = hosts\n  data-dir = data\n  links = auto\n  client.unknown-client-grace = 30s\n  nodes {{\n");
        foreach (var node in Nodes)
            text.Append($$"""    {{node}} { host = "{{_network.AddressOf(node)}}", client-port = {{ClientPort}}, link-port = {{LinkPort}}, cluster-port = {{ClusterPort}}, http-port = {{HttpPort}} }""").Append('\n');
        return text.Append("  }\n}\n").ToString();
    }
}

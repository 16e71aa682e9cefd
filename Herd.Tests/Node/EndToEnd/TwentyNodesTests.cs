using System.Text;
using Herd.Bench.Processes;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Twenty nodes with <c>links = auto</c>, some of which go. For speed, only those to be killed are processes.</summary>
[Collection(ProcessTests.Name)]
public sealed class TwentyNodesTests : IAsyncLifetime
{
    private static readonly string[] Nodes = [.. Enumerable.Range(1, 20).Select(number => $"Node{number:00}")];
    private static readonly string[] Killed = ["Node01", "Node12"];
    private static readonly string[] Stopped = ["Node07", "Node20"];

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Dictionary<string, NodeHost> _hosts = [];
    private readonly Dictionary<string, HerdProcess> _processes = [];
    private readonly HerdSettings _herd;
    private readonly HerdStatuses _statuses;

    public TwentyNodesTests()
    {
        var file = _folder.Write("herd.conf", HerdFile());
        _herd = HerdSettings.Load(file, [], []);
        _statuses = new HerdStatuses(_http, node => new Uri($"http://127.0.0.1:{SettingsOf(node).HttpPort}"));
        foreach (var node in Killed)
            _processes[node] = HerdProcess.Start(_folder, "node", node, "--herd", file);
    }

    public async Task InitializeAsync()
    {
        var error = TextWriter.Synchronized(_error);
        var running = await RunningNodes.StartAsync(_herd, [.. _herd.Nodes.Where(node => !Killed.Contains(node.Name))], error, default);
        foreach (var host in running.Hosts)
            _hosts[host.Node.Name] = host;
        foreach (var (node, process) in _processes)
            process.WaitForLine($"{node} ready ");
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        await Task.WhenAll(_hosts.Keys.ToList().Select(StopAsync));
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_one_is_told_all_others_know_whichever_node_was_stopped_or_killed()
    {
        await _statuses.AwaitMembersAsync(Nodes, Nodes);
        await AssertAllAreToldAsync("Node05", Nodes);

        var there = Nodes.ToList();
        foreach (var node in Killed)
        {
            await _processes[node].KillAsync();
            there.Remove(node);
            // At once: the remaining links suffice before anybody has noticed.
            await AssertAllAreToldAsync("Node05", there);
        }

        await _statuses.AwaitUnreachableAsync(there, Killed);
        foreach (var node in Stopped)
        {
            await StopAsync(node);
            there.Remove(node);
            await AssertAllAreToldAsync("Node16", there);
        }

        await _statuses.AwaitAsync(there, report => report.Links.All(link => link.State == "live" || !there.Contains(link.Neighbour)));
        await _statuses.AwaitAgreementAsync(there);
        Assert.True(_error.ToString().Length == 0, _error.ToString());
    }

    private async Task AssertAllAreToldAsync(string reporter, IReadOnlyCollection<string> nodes)
    {
        var who = $"client-{nodes.Count}";
        using var reporting = await HerdClient.ConnectAsync(SettingsOf(reporter).ClientPort);
        var told = await reporting.AskAsync(HerdClient.Iamat(who));
        Assert.StartsWith($"AT {reporter} ", told, StringComparison.Ordinal);
        foreach (var node in nodes)
        {
            using var asking = await HerdClient.ConnectAsync(SettingsOf(node).ClientPort);
            Assert.Equal(told, await asking.LocateAsync(who));
        }
    }

    private async Task StopAsync(string node)
    {
        _hosts.Remove(node, out var host);
        await host!.StopAsync();
        await host.DisposeAsync();
    }

    private NodeSettings SettingsOf(string node) => _herd.Nodes.Single(settings => settings.Name == node);

    private string HerdFile()
    {
        var text = new StringBuilder("herd {\n  name = twenty\n  links = auto\n  client.unknown-client-grace = 30s\n")
            .Append($"  data-dir = \"{_folder.Path}\"\n  nodes {{\n");
        foreach (var node in Nodes)
            text.Append($$"""    {{node}} { host = "127.0.0.1", client-port = {{FreePorts.Take()}}, link-port = {{FreePorts.Take()}}, cluster-port = {{FreePorts.Take()}}, http-port = {{FreePorts.Take()}} }""").Append('\n');
        return text.Append("  }\n}\n").ToString();
    }
}

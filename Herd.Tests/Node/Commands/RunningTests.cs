using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed partial class RunningTests : IDisposable
{
    private const string Pair = """
        herd.name = pair
        herd.nodes.Ada { client-port = 0, link-port = 0 }
        herd.nodes.Bo { client-port = 0, link-port = 0 }
        herd.links = [[Ada, Bo]]
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _herdFile;

    public RunningTests() => _herdFile = _folder.Write("pair.conf", Pair);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_says_when_it_is_ready_where_it_listens_and_on_what_it_runs()
    {
        using var herd = HerdProcess.Start(_folder, "node", "Ada", "--herd", _herdFile);
        var ready = Ready().Match(herd.WaitForLine("Ada ready "));
        Assert.True(ready.Success, herd.Output);

        using (var client = await HerdClient.ConnectAsync(int.Parse(ready.Groups["clients"].Value)))
            Assert.StartsWith("AT Ada ", await client.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        using (await HerdClient.ConnectAsync(int.Parse(ready.Groups["links"].Value)))
        using (var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{ready.Groups["http"].Value}") })
        {
            var health = await http.GetFromJsonAsync<JsonElement>("/health");
            Assert.Equal("serving", health.GetProperty("status").GetString());
            Assert.Equal("pair", health.GetProperty("herd").GetString());
            Assert.Equal("Ada", health.GetProperty("node").GetString());
            Assert.Equal(ready.Groups["akka"].Value, health.GetProperty("akka").GetString());
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_a_node_cleanly_with_clients_and_links_open(string signal)
    {
        using var herd = HerdProcess.Start(_folder, "up", "--herd", _herdFile);
        using var client = await HerdClient.ConnectAsync(PortOf(herd, "Ada"));
        var told = await client.AskAsync(HerdClient.Iamat("kiwi"));

        herd.Signal(signal);

        Assert.Equal(0, await herd.WaitForExitAsync());
        Assert.Equal("", herd.Error);
        Assert.Null(await client.ReadLineAsync());
        var log = File.ReadAllText(_folder.PathOf("data/Ada/messages.log"));
        Assert.Contains($" > {told}\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_takes_no_answers_keeps_no_node_from_stopping()
    {
        using var herd = HerdProcess.Start(_folder, "node", "Ada", "--herd", _herdFile);
        using var client = await HerdClient.ConnectAsync(PortOfNode(herd));
        var sending = await AskWithoutListeningAsync(client);

        herd.Signal("TERM");

        // A stop that takes too long is reported and fails.
        Assert.Equal(0, await herd.WaitForExitAsync());
        Assert.Equal("", herd.Error);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        using var herd = HerdProcess.Start(_folder, "node", "Ada", "--herd", _herdFile);
        var port = PortOfNode(herd);
        using var client = await HerdClient.ConnectAsync(port);
        var sending = await AskWithoutListeningAsync(client);

        herd.Signal("INT");
        await RefusesAsync(port);
        herd.Signal("INT");

        // A clean stop, which this client delays by seconds, would end with 0.
        Assert.Equal(1, await herd.WaitForExitAsync());
        Assert.Equal("", herd.Error);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task A_herd_that_is_up_prints_commands_that_work_when_pasted()
    {
        using var herd = HerdProcess.Start(_folder, "up", "--herd", _herdFile);
        herd.WaitForLine("Messages in and out: data/NODE/messages.log. Ctrl-C stops the herd.");

        var commands = herd.Output.Split('\n').Where(line => line.StartsWith("  printf ", StringComparison.Ordinal) || line.Contains(" send ", StringComparison.Ordinal)).ToList();

        Assert.InRange(commands.Count, 2, 4);
        foreach (var command in commands)
            Assert.StartsWith("AT Ada ", await RunInShellAsync(command), StringComparison.Ordinal);
        Assert.Contains("Santa Monica", await RunInShellAsync(commands[^1]), StringComparison.Ordinal);
        Assert.StartsWith("pair: 2 nodes on ", herd.Output, StringComparison.Ordinal);
        Assert.Equal("", herd.Error);
    }

    [Fact]
    public async Task The_default_herd_comes_up_from_any_folder()
    {
        string[] nodes = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];
        string[] ports = ["client-port", "link-port", "cluster-port", "http-port"];
        var anyPorts = nodes.SelectMany(node => ports, (node, port) => $"HERD__NODES__{node}__{port}".ToUpperInvariant().Replace('-', '_')).ToDictionary(name => name, _ => "0");
        using var herd = HerdProcess.Start(_folder, anyPorts);

        using var client = await HerdClient.ConnectAsync(PortOf(herd, "Welsh"));

        Assert.StartsWith("AT Welsh ", await client.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        Assert.StartsWith("goloman: 5 nodes on ", herd.Output, StringComparison.Ordinal);
        Assert.Equal("", herd.Error);
    }

    [Fact]
    public async Task A_node_without_file_descriptors_for_more_connections_serves_those_it_has()
    {
        const int Limit = 400;
        using var herd = HerdProcess.StartWithOpenFiles(_folder, Limit, "node", "Ada", "--herd", _herdFile);
        var port = PortOfNode(herd);
        List<HerdClient> clients = [];
        try
        {
            for (var i = 0; i < Limit; i++)
                clients.Add(await HerdClient.ConnectAsync(port));

            Assert.StartsWith("AT Ada ", await clients[0].AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
            Assert.Null(await clients[^1].ReadLineAsync());
            Assert.Matches(@"^\d\d:\d\d:\d\d warning Ada: no more connections on 127\.0\.0\.1:\d+ for now: [^\n]+\n$", herd.Error);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_node_full_of_clients_answers_HTTP_and_takes_links()
    {
        const int Limit = 320;
        var (adasLinks, adasHttp, bosLinks) = (FreePorts.Take(), FreePorts.Take(), FreePorts.Take());
        string[] settings =
        [
            "--herd", _herdFile, "--set", $"herd.nodes.Ada.link-port={adasLinks}", "--set", $"herd.nodes.Ada.http-port={adasHttp}",
            "--set", $"herd.nodes.Bo.link-port={bosLinks}",
        ];
        using var ada = HerdProcess.StartWithOpenFiles(_folder, Limit, ["node", "Ada", .. settings]);
        var port = PortOfNode(ada);
        List<HerdClient> clients = [];
        try
        {
            for (var i = 0; i < Limit; i++)
                clients.Add(await HerdClient.ConnectAsync(port));
            Assert.Null(await clients[^1].ReadLineAsync());

            using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{adasHttp}") };
            Assert.Equal("serving", (await http.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
            using var bo = HerdProcess.Start(_folder, ["node", "Bo", .. settings]);
            bo.WaitForLine("Bo ready ");
            var patience = Stopwatch.StartNew();
            while ((await http.GetFromJsonAsync<JsonElement>("/status")).GetProperty("links")[0].GetProperty("state").GetString() != "live")
            {
                Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), ada.Error);
                await Task.Delay(50);
            }

            Assert.StartsWith("AT Ada ", await clients[0].AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task More_connections_of_an_address_than_it_may_have_are_closed_and_told_of_once()
    {
        using var herd = HerdProcess.Start(
            _folder, "node", "Ada", "--herd", _herdFile, "--set", "herd.client.max-connections-per-address=3");
        var port = PortOfNode(herd);
        List<HerdClient> clients = [];
        try
        {
            for (var i = 0; i < 3; i++)
            {
                clients.Add(await HerdClient.ConnectAsync(port));
                Assert.StartsWith("AT Ada ", await clients[i].AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
            }

            for (var i = 0; i < 20; i++)
            {
                using var refused = await HerdClient.ConnectAsync(port);
                Assert.Null(await refused.ReadLineAsync());
            }

            Assert.StartsWith("AT Ada ", await clients[0].AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
            Assert.Matches(
                @"^\d\d:\d\d:\d\d warning Ada: connections of clients are refused: 3 are open from 127\.0\.0\.1, as many as herd\.client\.max-connections-per-address allows\n$",
                await herd.AwaitErrorAsync("refused"));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_message_log_that_can_not_be_written_is_told_and_the_node_serves()
    {
        Directory.CreateDirectory(_folder.PathOf("data/Ada/messages.log"));
        using var herd = HerdProcess.Start(_folder, "node", "Ada", "--herd", _herdFile);
        using var client = await HerdClient.ConnectAsync(PortOfNode(herd));

        for (var i = 1; i <= 3; i++)
            Assert.StartsWith("AT Ada ", await client.AskAsync(HerdClient.Iamat("kiwi", i)), StringComparison.Ordinal);

        herd.Signal("TERM");
        Assert.Equal(0, await herd.WaitForExitAsync());
        Assert.Matches(@"^\d\d:\d\d:\d\d warning Ada: the message log data/Ada/messages\.log can't be written: [^\n]*\n$", herd.Error);
    }

    [GeneratedRegex(@"^Ada ready \(clients 127\.0\.0\.1:(?<clients>\d+), links 127\.0\.0\.1:(?<links>\d+), cluster 127\.0\.0\.1:(?<cluster>\d+), http://127\.0\.0\.1:(?<http>\d+), (?<akka>Akka\.NET 1\.5\.[^ ,]+), up to [0-9.]+ [GM]iB of locations\)$")]
    private static partial Regex Ready();

    private static int PortOf(HerdProcess herd, string node)
    {
        herd.WaitForLine("Messages in and out");
        return int.Parse(Regex.Match(herd.Output, $@"^  {node} +127\.0\.0\.1:(\d+) ", RegexOptions.Multiline).Groups[1].Value);
    }

    private static int PortOfNode(HerdProcess herd) =>
        int.Parse(Ready().Match(herd.WaitForLine("Ada ready ")).Groups["clients"].Value);

    /// <summary>Asks for more than the node can buffer without a reader; the returned send never completes.</summary>
    private static async Task<Task> AskWithoutListeningAsync(HerdClient client)
    {
        await client.AskAsync(HerdClient.Iamat("kiwi"));
        var sending = client.SendAsync(string.Concat(Enumerable.Repeat("WHATSAT kiwi 50 20\n", 500_000)));
        Assert.StartsWith("AT Ada ", await client.ReadLineAsync(), StringComparison.Ordinal);
        return sending;
    }

    private static async Task RefusesAsync(int port)
    {
        while (true)
        {
            try
            {
                using (await HerdClient.ConnectAsync(port))
                    await Task.Yield();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task<string> RunInShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }
}

using Herd.Node.Settings;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>What nodes in processes of their own know after they were stopped or killed.</summary>
[Collection(ProcessTests.Name)]
public sealed class StoredHerdTests : IDisposable
{
    private const int Updates = 2_000;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, HerdProcess> _processes = [];
    private readonly Dictionary<string, int> _clientPorts = [];
    private string[] _settings = [];

    public void Dispose()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_whole_herd_that_is_killed_a_second_after_the_last_update_loses_nothing()
    {
        Choose("goloman");
        StartAll();
        using var client = await ConnectAsync("Goloman");
        var told = await WriteAsync(client, "client", Updates);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await KillAllAsync();

        StartAll();
        foreach (var node in _processes.Keys)
            await AssertKnowsAsync(node, "client", told);
    }

    [Fact]
    public async Task A_node_that_is_stopped_has_saved_everything()
    {
        Choose("goloman", "--set", "herd.links=[]");
        Start("Goloman");
        using var client = await ConnectAsync("Goloman");
        var told = await WriteAsync(client, "client", Updates);
        _processes["Goloman"].Signal("TERM");
        Assert.Equal(0, await _processes["Goloman"].WaitForExitAsync());

        Start("Goloman");
        await AssertKnowsAsync("Goloman", "client", told);
    }

    [Fact]
    public async Task What_was_acknowledged_from_the_disk_is_there_whenever_the_node_was_killed()
    {
        Choose("goloman", "--set", "herd.links=[]", "--set", "herd.storage.ack=disk");
        var random = new Random(1);
        for (var life = 0; life < 5; life++)
        {
            Start("Goloman");
            using var client = await ConnectAsync("Goloman");
            var told = new List<string?>();
            var writing = WriteUntilKilledAsync(client, $"life-{life}", told);
            var enough = random.Next(1, 300);
            while (told.Count < enough && !writing.IsCompleted)
                await Task.Delay(1);
            await KillAllAsync();
            await writing;

            Start("Goloman");
            await AssertKnowsAsync("Goloman", $"life-{life}", told);
            await KillAllAsync();
        }
    }

    [Fact]
    public async Task A_second_process_for_the_same_node_is_refused()
    {
        Choose("goloman");
        Start("Goloman");
        using var client = await ConnectAsync("Goloman");
        var told = await WriteAsync(client, "client", 1);
        var (exitCode, output, error) = await HerdProcess.RunAsync(
            _folder,
            [
                "node", "Goloman", "--herd", "goloman",
                .. new[] { "client-port", "link-port", "http-port" }.SelectMany(port => new[] { "--set", $"herd.nodes.Goloman.{port}=0" }),
            ]);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Matches(@"^herd: Goloman: \S+/data/Goloman is in use by another process: [^\n]+\n$", error);
        await AssertKnowsAsync("Goloman", "client", told);
    }

    [Fact]
    public async Task A_node_whose_folder_is_another_herds_is_refused()
    {
        Choose("goloman");
        Start("Welsh");
        await KillAllAsync();

        var (exitCode, _, error) = await HerdProcess.RunAsync(
            _folder,
            [
                "node", "Welsh", "--herd", "alford", "--set", "herd.data-dir=data",
                .. new[] { "client-port", "link-port", "http-port" }.SelectMany(port => new[] { "--set", $"herd.nodes.Welsh.{port}=0" }),
            ]);

        Assert.Equal(2, exitCode);
        Assert.Matches(@"^herd: Welsh: \S+/locations\.db belongs to node Welsh of herd goloman, not to node Welsh of herd alford: [^\n]+\n$", error);
    }

    [Fact]
    public async Task A_node_with_a_damaged_file_says_so_and_is_healed_by_its_neighbours()
    {
        Choose("goloman");
        StartAll();
        using var client = await ConnectAsync("Goloman");
        var told = await WriteAsync(client, "client", 200);
        await AssertKnowsAsync("Welsh", "client", told);
        await _processes["Welsh"].KillAsync();
        File.WriteAllText(_folder.PathOf("data/Welsh/locations.db"), "no database");

        Start("Welsh");
        await AssertKnowsAsync("Welsh", "client", told);
        Assert.Single(Directory.GetFiles(_folder.PathOf("data/Welsh"), "locations.db.damaged-*Z"));
        Assert.Matches(@"^\d\d:\d\d:\d\d warning Welsh: \S+/locations\.db is damaged [^\n]+\n$", _processes["Welsh"].Error);
    }

    [Fact]
    public async Task Without_storage_nothing_is_written()
    {
        Choose("goloman", "--set", "herd.storage.provider=none", "--set", "herd.log.messages=off");
        Start("Goloman");
        using var client = await ConnectAsync("Goloman");
        await WriteAsync(client, "client", 10);
        await KillAllAsync();

        Assert.False(Directory.Exists(_folder.PathOf("data")));
    }

    private static async Task<List<string?>> WriteAsync(HerdClient client, string prefix, int count)
    {
        List<string?> told = [];
        for (var i = 0; i < count; i++)
            told.Add(await client.AskAsync(HerdClient.Iamat($"{prefix}-{i}")));
        Assert.All(told, line => Assert.StartsWith("AT ", line, StringComparison.Ordinal));
        return told;
    }

    private static async Task WriteUntilKilledAsync(HerdClient client, string prefix, List<string?> told)
    {
        try
        {
            while (await client.AskAsync(HerdClient.Iamat($"{prefix}-{told.Count}")) is { } line)
                told.Add(line);
        }
        catch (IOException)
        {
            // Killed.
        }
    }

    private async Task AssertKnowsAsync(string node, string prefix, List<string?> told)
    {
        using var client = await ConnectAsync(node);
        for (var i = 0; i < told.Count; i++)
            Assert.Equal(told[i], await client.LocateAsync($"{prefix}-{i}"));
    }

    private void Choose(string herd, params string[] settings)
    {
        string[] ports = ["client-port", "link-port", "cluster-port", "http-port"];
        _settings =
        [
            "--herd", herd,
            "--set", "herd.client.unknown-client-grace=30s",
            .. settings,
            .. HerdSettings.Load(herd, [], []).Nodes
                .SelectMany(node => ports, (node, port) => new[] { "--set", $"herd.nodes.{node.Name}.{port}={PortFor(node.Name, port)}" })
                .SelectMany(set => set),
        ];
    }

    private int PortFor(string node, string setting)
    {
        var port = FreePorts.Take();
        if (setting == "client-port")
            _clientPorts[node] = port;
        return port;
    }

    private void StartAll()
    {
        foreach (var node in _clientPorts.Keys)
            Start(node, waits: false);
        foreach (var (name, process) in _processes)
            process.WaitForLine($"{name} ready ");
    }

    private void Start(string node, bool waits = true)
    {
        if (_processes.Remove(node, out var previous))
            previous.Dispose();
        _processes[node] = HerdProcess.Start(_folder, ["node", node, .. _settings]);
        if (waits)
            _processes[node].WaitForLine($"{node} ready ");
    }

    private Task KillAllAsync() => Task.WhenAll(_processes.Values.Select(process => process.KillAsync()));

    private Task<HerdClient> ConnectAsync(string node) => HerdClient.ConnectAsync(_clientPorts[node]);
}

using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Nodes in processes of their own, one of which is killed while clients write.</summary>
[Collection(ProcessTests.Name)]
public sealed class KilledNodeTests : IDisposable
{
    private const int Updates = 300;

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

    /// <summary>Welsh is behind Holiday; in alford's ring nobody is behind anybody; and so on.</summary>
    [Theory]
    [InlineData("goloman", "Holiday", "Goloman", "Welsh")]
    [InlineData("goloman", "Welsh", "Goloman", "Hands")]
    [InlineData("alford", "Welsh", "Alford", "Ball")]
    [InlineData("riley", "Juzang", "Riley", "Campbell")]
    [InlineData("clark", "Clark", "Jaquez", "Johnson")]
    public async Task A_killed_node_that_is_back_knows_what_it_missed_and_so_does_everybody_behind_it(
        string herd, string killed, string writer, string otherWriter)
    {
        StartAll(herd);
        using var client = await ConnectAsync(writer);
        using var other = await ConnectAsync(otherWriter);

        await WriteAsync(client, "before");
        await WriteAsync(other, "other-before");
        var during = WriteAsync(client, "during");
        await _processes[killed].KillAsync();
        var told = await during;
        var otherTold = await WriteAsync(other, "other-during");
        Start(killed);
        var after = await WriteAsync(client, "after");

        foreach (var node in _processes.Keys)
        {
            using var reader = await ConnectAsync(node);
            await AssertKnowsAsync(reader, "during", told);
            await AssertKnowsAsync(reader, "other-during", otherTold);
            await AssertKnowsAsync(reader, "after", after);
            await AssertKnowsAsync(reader, "before", null);
        }

        Assert.All(_processes.Values, process => Assert.Equal("", process.Error));
    }

    private static async Task<List<string?>> WriteAsync(HerdClient client, string prefix)
    {
        List<string?> told = [];
        for (var i = 0; i < Updates; i++)
            told.Add(await client.AskAsync(HerdClient.Iamat($"{prefix}-{i}")));
        Assert.All(told, line => Assert.StartsWith("AT ", line, StringComparison.Ordinal));
        return told;
    }

    private static async Task AssertKnowsAsync(HerdClient client, string prefix, List<string?>? told)
    {
        for (var i = 0; i < Updates; i++)
        {
            var line = await client.LocateAsync($"{prefix}-{i}");
            Assert.StartsWith("AT ", line, StringComparison.Ordinal);
            if (told is not null)
                Assert.Equal(told[i], line);
        }
    }

    private void StartAll(string herd)
    {
        var nodes = Herd.Node.Settings.HerdSettings.Load(herd, [], []).Nodes;
        string[] ports = ["client-port", "link-port", "cluster-port", "http-port"];
        _settings =
        [
            "--herd", herd,
            "--set", "herd.client.unknown-client-grace=30s",
            .. nodes.SelectMany(node => ports, (node, port) => new[] { "--set", $"herd.nodes.{node.Name}.{port}={PortFor(node.Name, port)}" }).SelectMany(set => set),
        ];
        foreach (var node in nodes)
            Start(node.Name, waits: false);
        foreach (var (name, process) in _processes)
            process.WaitForLine($"{name} ready ");
    }

    private int PortFor(string node, string setting)
    {
        var port = FreePorts.Take();
        if (setting == "client-port")
            _clientPorts[node] = port;
        return port;
    }

    private void Start(string node, bool waits = true)
    {
        if (_processes.Remove(node, out var previous))
            previous.Dispose();
        _processes[node] = HerdProcess.Start(_folder, ["node", node, .. _settings]);
        if (waits)
            _processes[node].WaitForLine($"{node} ready ");
    }

    private Task<HerdClient> ConnectAsync(string node) => HerdClient.ConnectAsync(_clientPorts[node]);
}

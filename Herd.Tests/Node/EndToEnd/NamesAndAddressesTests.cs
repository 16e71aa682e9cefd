using Herd.Bench.Processes;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>A node's identity is independent of its address; nodes in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class NamesAndAddressesTests : IDisposable
{
    private readonly ProcessHerd _herd = new("goloman");
    private readonly (string Setting, int Port)[] _ports =
        [.. new[] { "client-port", "link-port", "cluster-port", "http-port" }.Select(setting => (setting, FreePorts.Take()))];

    public void Dispose() => _herd.Dispose();

    [Fact]
    public async Task Of_two_nodes_of_a_name_that_join_at_the_same_moment_at_different_nodes_exactly_one_runs()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        using var one = HerdProcess.Start(_herd.Folder, Twin("Goloman", "one"));
        using var other = HerdProcess.Start(_herd.Folder, Twin("Welsh", "other"));

        var ends = new[] { one.WaitForExitAsync(), other.WaitForExitAsync() };
        var ended = await Task.WhenAny(ends);

        var (loser, winner) = ended == ends[0] ? (one, other) : (other, one);
        Assert.True(await ended == 2, $"{await ended}: {loser.Error}");
        Assert.Matches("^herd: Riley [^\n]* already, which was started before this one [^\n]*\n$", loser.Error);
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 6);
        Assert.All(ends.Except([ended]), end => Assert.False(end.IsCompleted, winner.Error));
        Assert.True(winner.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 1, winner.Error);
    }

    [Fact]
    public async Task Two_nodes_that_got_each_others_addresses_are_back_as_themselves()
    {
        _herd.StartAll();
        Join("X", "127.0.0.11");
        Join("Y", "127.0.0.12");
        string[] all = [.. _herd.Nodes, "X", "Y"];
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, all);
        await Task.WhenAll(_herd["X"].KillAsync(), _herd["Y"].KillAsync());

        Join("X", "127.0.0.12");
        Join("Y", "127.0.0.11");

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, all);
        await _herd.Statuses.AwaitAsync(_herd.Nodes, report => HostOf(report, "X") == "127.0.0.12" && HostOf(report, "Y") == "127.0.0.11");
        // Until all know, some call one node at the other's address.
        Assert.All(_herd.Processes, process => Assert.All(
            process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("[XY] answers where .* expects [XY]", line)));
    }

    [Fact]
    public async Task A_node_comes_back_while_another_one_is_dead()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        await _herd["Welsh"].KillAsync();
        await _herd["Hands"].KillAsync();

        _herd.Start("Hands");

        // Convergence needs Welsh, so Hands is weakly up until then, but linked.
        string[] running = [.. _herd.Nodes.Except(["Welsh"])];
        await _herd.Statuses.AwaitMembersAsync(running, members => members.Count == 5
            && members.Single(member => member.Name == "Hands") is { Reachable: true, State: "weakly up" or "up" });
        _herd.Start("Welsh");
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    [InlineData("localhost.")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_node_joins_at_whatever_name_or_address_leads_to_another(string host)
    {
        _herd.Start("Goloman");
        using var riley = HerdProcess.Start(_herd.Folder, ["node", "Riley", "--join", $"{host}:{_herd.PortOf("Goloman", "link-port")}", .. _herd.Where]);

        riley.WaitForLine("Riley ready ");

        await _herd.Statuses.AwaitMembersAsync(["Goloman"], 2);
        Assert.Equal("", riley.Error);
        Assert.Equal("", _herd["Goloman"].Error);
    }

    [Fact]
    public async Task A_node_that_is_told_to_join_itself_serves_alone()
    {
        var port = FreePorts.Take();
        using var riley = HerdProcess.Start(
            _herd.Folder, ["node", "Riley", "--join", $"127.0.0.1:{port}", "--set", $"herd.nodes.Riley.link-port={port}", "--set", $"herd.nodes.Riley.http-port={FreePorts.Take()}", .. _herd.Where]);

        riley.WaitForLine("Riley ready ");

        Assert.Contains($"links 127.0.0.1:{port}", riley.Output, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("", riley.Error);
    }

    private static string? HostOf(Herd.Node.Hosting.StatusReport report, string node) =>
        report.Members.SingleOrDefault(member => member.Name == node)?.Host;

    private string[] Twin(string through, string folder) =>
        ["node", "Riley", "--join", $"127.0.0.1:{_herd.PortOf(through, "link-port")}", "--set", $"herd.data-dir={folder}", .. _herd.Where];

    /// <summary>The ports don't depend on the node, so that addresses can be swapped.</summary>
    private void Join(string node, string host) => _herd.Join(
        node,
        "Goloman",
        ["--set", $"herd.nodes.{node}.host={host}", .. _ports.SelectMany(port => new[] { "--set", $"herd.nodes.{node}.{port.Setting}={port.Port}" })]);
}

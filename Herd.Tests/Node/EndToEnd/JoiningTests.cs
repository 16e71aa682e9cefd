using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Nodes that come into a herd that runs, and go, in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class JoiningTests : IDisposable
{
    private const int Updates = 100;
    private const string Sixth = "Sixth";

    private readonly ProcessHerd _herd = new("goloman");

    public void Dispose() => _herd.Dispose();

    [Theory]
    [InlineData("Goloman")]
    [InlineData("Welsh")]
    public async Task A_sixth_node_joins_through_any_other_and_knows_and_tells_what_all_know(string through)
    {
        _herd.StartAll();
        using var goloman = await _herd.ConnectAsync("Goloman");
        var before = await ProcessHerd.WriteAsync(goloman, "before", Updates);

        _herd.Join(Sixth, through);
        await _herd.AssertKnowsAsync(Sixth, "before", before);
        using var sixth = await _herd.ConnectAsync(Sixth);
        var told = await ProcessHerd.WriteAsync(sixth, "sixth", Updates);

        foreach (var node in _herd.Nodes)
            await _herd.AssertKnowsAsync(node, "sixth", told);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_joined_node_that_is_killed_is_unreachable_and_is_back_when_it_is_restarted_through_another()
    {
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);

        await _herd[Sixth].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, members => members.Single(member => member.Name == Sixth) is { Reachable: false, State: "up" });
        using var goloman = await _herd.ConnectAsync("Goloman");
        var missed = await ProcessHerd.WriteAsync(goloman, "missed", Updates);

        _herd.Join(Sixth, "Wilkes");
        await _herd.AssertKnowsAsync(Sixth, "missed", missed);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);
    }

    [Fact]
    public async Task A_node_that_is_stopped_leaves_and_the_others_do_not_see_it_any_more()
    {
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);

        _herd[Sixth].Signal("TERM");

        Assert.Equal(0, await _herd[Sixth].WaitForExitAsync());
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_node_is_stopped_cleanly_while_another_is_dead()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        await _herd["Welsh"].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(["Goloman"], members => !members.Single(member => member.Name == "Welsh").Reachable);

        _herd["Goloman"].Signal("TERM");

        // A node that can't stop in time ends with another code, and tells of it.
        Assert.Equal((0, ""), (await _herd["Goloman"].WaitForExitAsync(), _herd["Goloman"].Error));
    }

    [Fact]
    public async Task A_node_that_will_not_come_back_is_removed_and_one_that_answers_is_not()
    {
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);
        string[] at = ["--at", $"127.0.0.1:{_herd.PortOf("Hands", "http-port")}"];

        var refused = await HerdProcess.RunAsync(_herd.Folder, ["remove", Sixth, .. at]);
        await _herd[Sixth].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(["Hands"], members => !members.Single(member => member.Name == Sixth).Reachable);
        var removed = await HerdProcess.RunAsync(_herd.Folder, ["remove", Sixth, .. at]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("answers", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (removed.ExitCode, removed.Error));
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
    }

    [Fact]
    public async Task All_nodes_can_be_killed_at_once_and_find_each_other_again()
    {
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);

        await _herd.KillAllAsync();
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");

        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);
    }

    [Fact]
    public async Task A_node_alone_forms_a_cluster_and_the_others_are_in_it_when_they_come()
    {
        _herd.Start("Goloman");
        await _herd.Statuses.AwaitMembersAsync(["Goloman"], 1);

        foreach (var node in _herd.Nodes.Where(node => node != "Goloman"))
            _herd.Start(node);

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_node_that_was_frozen_while_it_looked_for_the_others_is_one_of_them()
    {
        var second = _herd.Nodes.ElementAt(1);
        string[] others = [.. _herd.Nodes.Where(node => node != second)];
        _herd.Start(second);
        _herd[second].Signal("STOP");
        foreach (var node in others)
            _herd.Start(node);
        await _herd.Statuses.AwaitMembersAsync(others, 4);

        // It may form a cluster of its own before it hears of theirs.
        _herd[second].Signal("CONT");

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
        Assert.Equal("", _herd[second].Error);
    }

    [Fact]
    public async Task A_herd_that_was_scaled_up_and_stopped_comes_back_without_those_that_joined()
    {
        _herd.Start("Goloman");
        _herd.Join(Sixth, "Goloman");
        _herd.Join("Seventh", Sixth);
        await _herd.Statuses.AwaitMembersAsync(["Goloman", Sixth, "Seventh"], 3);
        await _herd.KillAllAsync();

        _herd.Start("Goloman");
        await _herd.Statuses.AwaitMembersAsync(["Goloman"], 1);
        _herd.Join("Eighth", "Goloman");

        await _herd.Statuses.AwaitMembersAsync(["Goloman", "Eighth"], 2);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_second_node_of_a_name_is_refused_and_the_first_is_unharmed()
    {
        _herd.StartAll();
        _herd.Join(Sixth, "Goloman");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);

        string[] second = ["node", Sixth, "--join", $"127.0.0.1:{_herd.PortOf("Hands", "link-port")}", "--set", "herd.data-dir=other"];
        var (exitCode, output, error) = await HerdProcess.RunAsync(_herd.Folder, second);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches("^herd: Sixth can't join: the herd has a node Sixth already, which was started before this one [^\n]*\n$", error);
        Assert.Matches("^[0-9:]* warning Sixth: [^\n]*another node calls itself Sixth[^\n]*\n$", _herd[Sixth].Error);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Sixth], 6);
    }

    [Fact]
    public async Task Nodes_of_other_herds_are_refused_in_one_line_each_on_both_sides()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);

        await AssertRefusedAsync("Stranger", "Hands", "herd.name=alford", "Hands is of the herd 'goloman', Stranger is of the herd 'alford' (herd.name)");
        await AssertRefusedAsync("Guest", "Welsh", "herd.link.secret=" + FakeNode.Secret, "they don't know the same secret of the herd 'goloman' (herd.link.secret)");

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 5);
    }

    private async Task AssertRefusedAsync(string name, string by, string setting, string reason)
    {
        string[] stranger = ["node", name, "--join", $"127.0.0.1:{_herd.PortOf(by, "link-port")}", "--set", setting];
        var (exitCode, output, error) = await HerdProcess.RunAsync(_herd.Folder, stranger);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches($"^herd: {name} can't join: [^\n]*\n$", error);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        var told = Assert.Single(_herd[by].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"no link with {name} at", told, StringComparison.Ordinal);
        Assert.Contains(reason, told, StringComparison.Ordinal);
    }
}

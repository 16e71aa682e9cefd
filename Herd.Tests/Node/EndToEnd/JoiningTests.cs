using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class JoiningTests : IDisposable
{
    private const int Updates = 100;
    private const string Guest = "Guest";

    private readonly ProcessHerd _herd = new(ProcessHerd.Trio);

    public void Dispose() => _herd.Dispose();

    [Theory]
    [InlineData("Ada")]
    [InlineData("Cy")]
    public async Task A_guest_joins_through_any_other_and_knows_and_tells_what_all_know(string through)
    {
        _herd.StartAll();
        using var ada = await _herd.ConnectAsync("Ada");
        var before = await ProcessHerd.WriteAsync(ada, "before", Updates);

        _herd.Join(Guest, through);
        await _herd.AssertKnowsAsync(Guest, "before", before);
        using var guest = await _herd.ConnectAsync(Guest);
        var told = await ProcessHerd.WriteAsync(guest, "guest", Updates);

        foreach (var node in _herd.Nodes)
            await _herd.AssertKnowsAsync(node, "guest", told);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_joined_node_that_is_killed_is_unreachable_and_is_back_when_it_is_restarted_through_another()
    {
        _herd.StartAll();
        _herd.Join(Guest, "Ada");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);

        await _herd[Guest].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, members => members.Single(member => member.Name == Guest) is { Reachable: false, State: "up" });
        using var ada = await _herd.ConnectAsync("Ada");
        var missed = await ProcessHerd.WriteAsync(ada, "missed", Updates);

        _herd.Join(Guest, "Cy");
        await _herd.AssertKnowsAsync(Guest, "missed", missed);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);
    }

    [Fact]
    public async Task A_node_that_is_stopped_leaves_and_the_others_do_not_see_it_any_more()
    {
        _herd.StartAll();
        _herd.Join(Guest, "Ada");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);

        _herd[Guest].Signal("TERM");

        Assert.Equal(0, await _herd[Guest].WaitForExitAsync());
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_node_is_stopped_cleanly_while_another_is_dead()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
        await _herd["Cy"].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(["Ada"], members => !members.Single(member => member.Name == "Cy").Reachable);

        _herd["Ada"].Signal("TERM");

        Assert.Equal((0, ""), (await _herd["Ada"].WaitForExitAsync(), _herd["Ada"].Error));
    }

    [Fact]
    public async Task A_node_that_will_not_come_back_is_removed_and_one_that_answers_is_not()
    {
        _herd.StartAll();
        _herd.Join(Guest, "Ada");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);
        string[] at = ["--at", $"127.0.0.1:{_herd.PortOf("Bo", "http-port")}"];

        var refused = await HerdProcess.RunAsync(_herd.Folder, ["remove", Guest, .. at]);
        await _herd[Guest].KillAsync();
        await _herd.Statuses.AwaitMembersAsync(["Bo"], members => !members.Single(member => member.Name == Guest).Reachable);
        var removed = await HerdProcess.RunAsync(_herd.Folder, ["remove", Guest, .. at]);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("answers", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (removed.ExitCode, removed.Error));
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
    }

    [Fact]
    public async Task All_nodes_can_be_killed_at_once_and_find_each_other_again()
    {
        _herd.StartAll();
        _herd.Join(Guest, "Ada");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);

        await _herd.KillAllAsync();
        _herd.StartAll();
        _herd.Join(Guest, "Ada");

        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);
    }

    [Fact]
    public async Task A_node_alone_forms_a_cluster_and_the_others_are_in_it_when_they_come()
    {
        _herd.Start("Ada");
        await _herd.Statuses.AwaitMembersAsync(["Ada"], 1);

        foreach (var node in _herd.Nodes.Where(node => node != "Ada"))
            _herd.Start(node);

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
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
        await _herd.Statuses.AwaitMembersAsync(others, 2);

        // It may form a cluster of its own before it hears of theirs.
        _herd[second].Signal("CONT");

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
        Assert.Equal("", _herd[second].Error);
    }

    [Fact]
    public async Task A_herd_that_was_scaled_up_and_stopped_comes_back_without_those_that_joined()
    {
        _herd.Start("Ada");
        _herd.Join(Guest, "Ada");
        _herd.Join("Seventh", Guest);
        await _herd.Statuses.AwaitMembersAsync(["Ada", Guest, "Seventh"], 3);
        await _herd.KillAllAsync();

        _herd.Start("Ada");
        await _herd.Statuses.AwaitMembersAsync(["Ada"], 1);
        _herd.Join("Eighth", "Ada");

        await _herd.Statuses.AwaitMembersAsync(["Ada", "Eighth"], 2);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task A_second_node_of_a_name_is_refused_and_the_first_is_unharmed()
    {
        _herd.StartAll();
        _herd.Join(Guest, "Ada");
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);

        string[] second = ["node", Guest, "--join", $"127.0.0.1:{_herd.PortOf("Bo", "link-port")}", .. _herd.HerdOption, "--set", "herd.data-dir=other"];
        var (exitCode, output, error) = await HerdProcess.RunAsync(_herd.Folder, second);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches("^herd: Guest can't join: the herd has a node Guest already, which was started before this one [^\n]*\n$", error);
        Assert.Matches("^[0-9:]* warning Guest: [^\n]*another node calls itself Guest[^\n]*\n$", _herd[Guest].Error);
        await _herd.Statuses.AwaitMembersAsync([.. _herd.Nodes, Guest], 4);
    }

    [Fact]
    public async Task Nodes_of_other_herds_are_refused_in_one_line_each_on_both_sides()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);

        await AssertRefusedAsync("Stranger", "Bo", "herd.name=alford", "Bo is of the herd 'trio', Stranger is of the herd 'alford' (herd.name)");
        await AssertRefusedAsync(Guest, "Cy", "herd.link.secret=" + FakeNode.Secret, "they don't know the same secret of the herd 'trio' (herd.link.secret)");

        await _herd.Statuses.AwaitMembersAsync(_herd.Nodes, 3);
    }

    private async Task AssertRefusedAsync(string name, string by, string setting, string reason)
    {
        string[] stranger = ["node", name, "--join", $"127.0.0.1:{_herd.PortOf(by, "link-port")}", .. _herd.HerdOption, "--set", setting];
        var (exitCode, output, error) = await HerdProcess.RunAsync(_herd.Folder, stranger);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches($"^herd: {name} can't join: [^\n]*\n$", error);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        var told = Assert.Single((await _herd[by].AwaitErrorAsync(reason)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"no link with {name} at", told, StringComparison.Ordinal);
        Assert.Contains(reason, told, StringComparison.Ordinal);
    }
}

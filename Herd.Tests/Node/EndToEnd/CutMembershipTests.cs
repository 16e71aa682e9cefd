using Herd.Tests.Node.Commands;
using Herd.Tests.Node.Hosts;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Membership when hosts are cut off, and nodes freeze and die. No node may leave or stop because of that.</summary>
[Collection(WaitingProcessTests.Name)]
public sealed class CutMembershipTests : IDisposable
{
    /// <summary>Longer than any timeout of failure detectors, links and joining.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(Switch.Number("HERD_CUT_SECONDS", 15));

    private static readonly string[] Nodes = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];
    private static readonly string[] Left = ["Goloman", "Hands", "Holiday"];
    private static readonly string[] Right = ["Welsh", "Wilkes"];

    private readonly HerdOfHosts _herd = new(Nodes, "Lefty", "Righty");

    public void Dispose() => _herd.Dispose();

    [FactOnHosts]
    public async Task Both_sides_of_a_cut_serve_and_take_nodes_in_and_are_one_herd_when_it_heals()
    {
        await StartAsync();
        var reporters = new List<SteadyReporter>();
        foreach (var node in Nodes)
            reporters.Add(await ReportAsync(node));

        _herd.CutOff([.. Left, "Lefty"], [.. Right, "Righty"]);
        var cut = Task.Delay(Long);
        await _herd.Statuses.AwaitUnreachableAsync(Left, Right);
        await _herd.Statuses.AwaitUnreachableAsync(Right, Left);
        _herd.Join("Lefty", "Hands");
        _herd.Join("Righty", "Welsh");
        string[] left = [.. Left, "Lefty"], right = [.. Right, "Righty"];
        await _herd.Statuses.AwaitAsync(left, report => report.Members.Any(member => member is { Name: "Lefty", State: "weakly up" }));
        await _herd.Statuses.AwaitAsync(right, report => report.Members.Any(member => member is { Name: "Righty", State: "weakly up" }));
        foreach (var node in new[] { "Lefty", "Righty" })
            reporters.Add(await ReportAsync(node));
        await cut;
        await _herd.Statuses.AwaitUnreachableAsync(left, Right);
        await _herd.Statuses.AwaitUnreachableAsync(right, Left);
        _herd.Heal();

        string[] all = [.. left, .. right];
        await _herd.Statuses.AwaitMembersAsync(all, all);
        await Task.WhenAll(reporters.Select(reporter => reporter.DisposeAsync().AsTask()));
        await _herd.Statuses.AwaitAgreementAsync(all);
        Assert.All(reporters, reporter => Assert.NotEmpty(reporter.Told));
        await _herd.AssertKnowAsync(all, reporters.SelectMany(reporter => reporter.Told).ToDictionary());
        Assert.All(_herd.Errors, error => Assert.Equal("", error));
    }

    [FactOnHosts]
    public async Task A_node_restarted_while_it_is_cut_off_serves_in_a_cluster_of_its_own_and_moves_to_the_others_when_the_cut_heals()
    {
        await StartAsync();
        string[] others = [.. Nodes[1..]];
        _herd.CutOff([Nodes[0]], others);
        await _herd[Nodes[0]].KillAsync();
        await _herd.Statuses.AwaitUnreachableAsync(others, Nodes[0]);

        _herd.Start(Nodes[0]);
        await using var reporting = await ReportAsync(Nodes[0]);
        await _herd.Statuses.AwaitAsync([Nodes[0]], report => report is { Standing: "member", Members.Count: 1, Clients: > 0 });
        _herd.Heal();

        await _herd.Statuses.AwaitMembersAsync(Nodes, Nodes);
        await reporting.DisposeAsync();
        await _herd.AssertKnowAsync(Nodes, reporting.Told);
        Assert.All(_herd.Errors, error => Assert.Equal("", error));
    }

    [FactOnHosts]
    public async Task Nodes_that_are_started_cut_off_from_each_other_are_one_cluster_when_the_cuts_heal()
    {
        foreach (var node in Nodes)
            _herd.CutOff([node], [.. Nodes.Where(other => string.CompareOrdinal(other, node) > 0)]);
        _herd.StartAll();
        await _herd.Statuses.AwaitAsync(Nodes, report => report is { Standing: "member", Members.Count: 1 });
        var reporters = new List<SteadyReporter>();
        foreach (var node in Nodes)
            reporters.Add(await ReportAsync(node));

        _herd.Heal();

        await _herd.Statuses.AwaitMembersAsync(Nodes, Nodes);
        await Task.WhenAll(reporters.Select(reporter => reporter.DisposeAsync().AsTask()));
        await _herd.AssertKnowAsync(Nodes, reporters.SelectMany(reporter => reporter.Told).ToDictionary());
        Assert.All(_herd.Errors, error => Assert.Equal("", error));
    }

    [FactOnHosts]
    public async Task A_live_node_that_was_removed_while_it_was_cut_off_is_in_again_when_the_cut_heals()
    {
        await StartAsync();
        string[] others = [.. Nodes.Except(["Wilkes"])];
        _herd.CutOff(["Wilkes"], others);
        await _herd.Statuses.AwaitUnreachableAsync(others, "Wilkes");
        Assert.Equal(0, (await _herd.RemoveAsync("Wilkes", "Goloman")).ExitCode);
        await _herd.Statuses.AwaitMembersAsync(others, others);
        await using var reporting = await ReportAsync("Wilkes");

        _herd.Heal();

        await _herd.Statuses.AwaitMembersAsync(Nodes, Nodes);
        await reporting.DisposeAsync();
        await _herd.AssertKnowAsync(Nodes, reporting.Told);
        Assert.All(_herd.Errors, error => Assert.Equal("", error));
    }

    [FactOnHosts]
    public async Task A_frozen_node_is_unreachable_and_back_as_itself_when_it_goes_on()
    {
        await StartAsync();
        string[] others = [.. Nodes[..4]];

        _herd["Wilkes"].Signal("STOP");
        var frozen = Task.Delay(Long);
        await _herd.Statuses.AwaitUnreachableAsync(others, "Wilkes");
        await using var reporting = await ReportAsync("Hands");
        await frozen;
        await _herd.Statuses.AwaitUnreachableAsync(others, "Wilkes");
        _herd["Wilkes"].Signal("CONT");

        await _herd.Statuses.AwaitMembersAsync(Nodes, Nodes);
        await reporting.DisposeAsync();
        await _herd.AssertKnowAsync(Nodes, reporting.Told);
        // A quarantine or a new incarnation would be logged.
        Assert.All(_herd.Errors, error => Assert.Equal("", error));
    }

    [FactOnHosts]
    public async Task A_dead_node_removed_while_another_is_cut_off_is_down_and_is_gone_when_the_cut_heals()
    {
        await StartAsync();
        _herd.CutOff(["Hands"], [.. Nodes.Except(["Hands"])]);
        await _herd["Welsh"].KillAsync();
        string[] reachable = ["Goloman", "Holiday", "Wilkes"];
        await _herd.Statuses.AwaitUnreachableAsync(reachable, "Hands", "Welsh");

        var (exitCode, output, error) = await _herd.RemoveAsync("Welsh", "Goloman");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.Matches("^Welsh is marked down; .*no answer: Hands\\)\n$", output);
        await _herd.Statuses.AwaitAsync(reachable, report => report.Members.Any(member => member is { Name: "Welsh", State: "down" }));
        _herd.Heal();
        string[] left = [.. Nodes.Except(["Welsh"])];
        await _herd.Statuses.AwaitMembersAsync(left, left);
        Assert.All(left, node => Assert.Equal("", _herd[node].Error));
    }

    private async Task<SteadyReporter> ReportAsync(string node) => new(await _herd.ConnectAsync(node), $"at-{node}");

    private async Task StartAsync()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(Nodes, Nodes);
    }
}

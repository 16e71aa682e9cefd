using Herd.Actors.Access;
using Herd.Actors.Membership;
using Herd.Bench.Processes;
using Herd.Node.Hosting;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed class RemoveCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RemovalOutcome.Removed, 0)]
    [InlineData(RemovalOutcome.MarkedDown, 0)]
    [InlineData(RemovalOutcome.Unknown, 1)]
    [InlineData(RemovalOutcome.Reachable, 1)]
    [InlineData(RemovalOutcome.NotMember, 1)]
    public async Task What_became_of_it_is_told_on_one_line(RemovalOutcome outcome, int exitCode)
    {
        var membership = new FakeMembership(name => new Removal(outcome, $"{name} is what it is"));
        await using var node = await FakeNode.StartAsync(Goloman, membership);

        Assert.Equal(
            exitCode == 0 ? (0, "Ball is what it is\n", "") : (1, "", "herd: Ball is not removed: Goloman: Ball is what it is\n"),
            await RunAsync($"remove Ball --at {node.Address}"));
        Assert.Equal(["Ball"], membership.Asked);
    }

    [Fact]
    public async Task The_next_node_is_asked_when_one_does_not_answer_or_is_no_member_or_can_not()
    {
        var unable = new FakeMembership(_ => new Removal(RemovalOutcome.NotMember, "not any more"));
        var able = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        var last = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        await using var outsider = await FakeNode.StartAsync(_ => Member("Hands") with { Standing = "joining" }, last);
        await using var second = await FakeNode.StartAsync(_ => Member("Holiday"), unable);
        await using var third = await FakeNode.StartAsync(_ => Member("Welsh"), able);
        await using var fourth = await FakeNode.StartAsync(_ => Member("Wilkes"), last);

        Assert.Equal((0, "Ball is removed\n", ""), await RunAsync($"remove Ball --herd {HerdOf(FreePorts.Take(), outsider.Port, second.Port, third.Port, fourth.Port)}"));
        Assert.Single(unable.Asked);
        Assert.Single(able.Asked);
        Assert.Empty(last.Asked);
    }

    [Fact]
    public async Task What_one_member_refuses_is_not_asked_of_another()
    {
        var refusing = new FakeMembership(_ => new Removal(RemovalOutcome.Reachable, "Ball answers"));
        var other = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        await using var first = await FakeNode.StartAsync(_ => Member("Goloman"), refusing);
        await using var second = await FakeNode.StartAsync(_ => Member("Hands"), other);

        Assert.Equal((1, "", "herd: Ball is not removed: Goloman: Ball answers\n"), await RunAsync($"remove Ball --herd {HerdOf(first.Port, second.Port)}"));
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_herd_with_a_secret_wants_it()
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        await using var node = await FakeNode.StartAsync(Goloman, membership);

        Assert.Equal(
            (1, "", "herd: Ball is not removed: Goloman: expected an admin key or proof of the herd's secret (herd.link.secret), found none\n"),
            await HerdProcess.RunAsync(_folder, "remove", "Ball", "--at", node.Address));
        Assert.Empty(membership.Asked);
        Assert.Equal((0, "Ball is removed\n", ""), await RunAsync($"remove Ball --at {node.Address}"));
    }

    [Fact]
    public async Task A_herd_without_one_has_a_node_removed_by_who_may_read_another_nodes_folder()
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        await using var elsewhere = await FakeNode.StartAsync(_ => Member("Goloman"), membership, secret: "");
        await using var here = await FakeNode.StartAsync(_ => Member("Hands"), membership, secret: "");
        Directory.CreateDirectory(_folder.PathOf("data/Hands"));
        _folder.Write("data/Hands/http.token", FakeNode.Token);

        Assert.Equal((0, "Ball is removed\n", ""), await HerdProcess.RunAsync(_folder, "remove", "Ball", "--herd", HerdOf(elsewhere.Port, here.Port)));
        _folder.Write("data/Hands/http.token", "an earlier one");
        Assert.Equal(
            (1, "", "herd: Ball is not removed: Hands: expected an admin key or proof of http.token in the node's folder, found a proof of another secret\n"),
            await HerdProcess.RunAsync(_folder, "remove", "Ball", "--herd", HerdOf(elsewhere.Port, here.Port)));
        Assert.Single(membership.Asked);
    }

    [Theory]
    [InlineData("admin", 0)]
    [InlineData("read", 1)]
    public async Task A_key_removes_if_it_is_an_admins(string name, int exitCode)
    {
        var membership = new FakeMembership(_ => new Removal(RemovalOutcome.Removed, "Ball is removed"));
        var keys = new AccessKeys(
        [
            (new Grant("admin", Permissions.Admin, ClientPattern.All), "admin-0123456789"),
            (new Grant("read", Permissions.Read, ClientPattern.All), "read-0123456789a"),
        ]);
        await using var node = await FakeNode.StartAsync(Goloman, membership, keys: keys);
        var secret = name == "admin" ? "admin-0123456789" : "read-0123456789a";
        var error = exitCode == 0 ? "" : "herd: Ball is not removed: Goloman: expected an admin key or proof of the herd's secret (herd.link.secret), found the key read\n";

        Assert.Equal(
            (exitCode, exitCode == 0 ? "Ball is removed\n" : "", error),
            await RunAsync($"remove Ball --at {node.Address} --key {name}:{secret}"));
        Assert.Equal(exitCode == 0 ? 1 : 0, membership.Asked.Count());
    }

    [Fact]
    public async Task Nobody_who_could_do_it_is_told()
    {
        await using var outsider = await FakeNode.StartAsync(_ => Member("Goloman") with { Standing = "joining" });
        var nobody = FreePorts.Take();

        Assert.Equal(
            (1, "", "herd: Ball is not removed: no other member answers; Goloman does, and is no member\n"),
            await RunAsync($"remove Ball --at {outsider.Address}"));
        Assert.Equal(
            (1, "", $"herd: Ball is not removed: 127.0.0.1:{nobody} doesn't answer\n"),
            await RunAsync($"remove Ball --at 127.0.0.1:{nobody}"));
    }

    [Theory]
    [InlineData("remove", "herd: Required argument 'NAME' missing for command: 'remove'; see 'herd --help'")]
    [InlineData("remoev Ball", "herd: no such command or option: 'remoev'; did you mean remove?; see 'herd --help'")]
    [InlineData("remove Ball Hands", "herd: no such command or option: 'Hands'; see 'herd --help'")]
    [InlineData("remove ../Ball", "herd: expected a node's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most 100, found '../Ball'")]
    public async Task A_mistake_is_told_on_one_line_and_the_exit_code_is_2(string arguments, string error) =>
        Assert.Equal((2, "", error + "\n"), await RunAsync(arguments));

    private static StatusReport Goloman(int port) => Member("Goloman") with { Members = [Seen("Goloman", httpPort: port)] };

    private string HerdOf(params int[] ports)
    {
        string[] names = ports.Length == 2 ? ["Goloman", "Hands"] : ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];
        return _folder.Write("test.conf", string.Join('\n', names
            .Zip(ports, (name, port) => $"herd.nodes.{name} {{ client-port = 0, link-port = 0, http-port = {port} }}")
            .Prepend("herd.name = goloman")));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments)
    {
        using var process = HerdProcess.Start(
            _folder, new Dictionary<string, string> { ["HERD__LINK__SECRET"] = FakeNode.Secret }, arguments.Split(' '));
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output, process.Error);
    }
}

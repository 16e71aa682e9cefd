using System.Text.Json;
using Herd.Actors.Access;
using Herd.Bench.Processes;
using Herd.Node.Hosting;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed class StatusCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HERD__LINK__SECRET", FakeNode.Secret, 0)]
    [InlineData("HERD_KEY", "ops:ops-0123456789ab", 0)]
    [InlineData("HERD_KEY", "jane:jane-0123456789a", 1)]
    [InlineData("OTHER", "x", 1)]
    public async Task A_node_with_keys_tells_who_shows_one_or_proves_the_secret(string variable, string value, int exitCode)
    {
        var keys = new AccessKeys(
        [
            (new Grant("ops", Permissions.Admin, ClientPattern.All), "ops-0123456789ab"),
            (new Grant("jane", Permissions.Read, ClientPattern.Parse("jane/*")!), "jane-0123456789a"),
        ]);
        await using var node = await FakeNode.StartAsync(Alone, keys: keys);

        using var status = HerdProcess.Start(_folder, new Dictionary<string, string> { [variable] = value }, "status", "--at", node.Address);

        Assert.Equal(exitCode, await status.WaitForExitAsync());
        Assert.Equal(exitCode == 0, status.Output.Contains("Goloman", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_herd_that_agrees_ends_the_command_with_0()
    {
        await using var node = await FakeNode.StartAsync(Alone);

        Assert.Equal(
            (0, """
                node     state  digest    lag  clients  conns  links
                Goloman  up     5f3a9c01    0    10000      2  2 live

                The only node of goloman answers.

                """, ""),
            await RunAsync($"status --at {node.Address}"));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_ends_it_with_1()
    {
        await using var node = await FakeNode.StartAsync(Alone);
        var nobody = FreePorts.Take();

        var (exitCode, output, error) = await RunAsync($"status --herd {HerdOf(node.Port, nobody)}");

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Equal($"""
            node     state   digest    lag  clients  conns  links
            Goloman  up      5f3a9c01    0    10000      2  2 live
            Hands    absent                                 Connection refused (127.0.0.1:{nobody})

            Hands doesn't answer.

            """, output);
    }

    [Fact]
    public async Task A_herd_that_runs_tells_of_itself()
    {
        await using var herd = await RunningHerd.StartOneAsync();

        var (_, output, error) = await RunAsync($"status --json --at {herd.HttpOf("Goloman").Authority}");

        Assert.Equal("", error);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("goloman", document.RootElement.GetProperty("herd").GetString());
        var node = Assert.Single(document.RootElement.GetProperty("nodes").EnumerateArray());
        Assert.Equal("Goloman", node.GetProperty("name").GetString());
        Assert.True(node.GetProperty("answers").GetBoolean());
        Assert.Equal(0, node.GetProperty("clients").GetInt32());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_watching_with_0(string signal)
    {
        await using var node = await FakeNode.StartAsync(Alone);
        using var herd = HerdProcess.Start(_folder, "status", "--at", node.Address, "--watch", "0.1");
        for (var i = 0; i < 3; i++)
            herd.WaitForLine("The only node of goloman answers.");

        herd.Signal(signal);

        Assert.Equal((0, ""), (await herd.WaitForExitAsync(), herd.Error));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\nnode     state ", herd.Output);
    }

    [Fact]
    public async Task Watching_sees_what_changes_a_document_a_line()
    {
        var isHere = true;
        await using var node = await FakeNode.StartAsync(port => Volatile.Read(ref isHere) ? Alone(port) : null);
        using var herd = HerdProcess.Start(_folder, "status", "--at", node.Address, "--json", "--watch", "0.1");
        Assert.True(Agrees(herd.WaitForLine("{")));

        Volatile.Write(ref isHere, false);
        while (Agrees(herd.WaitForLine("{")))
        {
            // Reports from before.
        }

        herd.Signal("INT");
        Assert.Equal(0, await herd.WaitForExitAsync());
        Assert.Contains("\"error\":\"answers 503 Service Unavailable\"", herd.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_ends_when_nobody_reads_any_more()
    {
        await using var node = await FakeNode.StartAsync(Alone);
        using var pipe = HerdProcess.StartInShell(_folder, "{ dotnet \"$@\"; echo ended with $? >&2; } | head -n 2", "status", "--at", node.Address, "--json", "--watch", "0.1");

        Assert.Equal(0, await pipe.WaitForExitAsync());
        Assert.Equal(2, pipe.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("ended with 0\n", pipe.Error);
    }

    [Fact]
    public async Task What_several_write_into_a_file_stays_whole()
    {
        await using var node = await FakeNode.StartAsync(Alone);
        using var shell = HerdProcess.StartInShell(_folder, "{ echo before; dotnet \"$@\"; echo after; } > out && cat out", "status", "--at", node.Address);

        Assert.Equal(0, await shell.WaitForExitAsync());
        Assert.StartsWith("before\nnode ", shell.Output, StringComparison.Ordinal);
        Assert.EndsWith("answers.\nafter\n", shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statsu", "herd: no such command or option: 'statsu'; did you mean status?; see 'herd --help'")]
    [InlineData("status --wach", "herd: no such command or option: '--wach'; did you mean --watch?; see 'herd --help'")]
    [InlineData("status Goloman", "herd: no such command or option: 'Goloman'; see 'herd --help'")]
    [InlineData("status --watch 0", "herd: --watch: expected seconds from 0.1 to 86400, found '0'; see 'herd --help'")]
    [InlineData("status --watch 1,5", "herd: --watch: expected seconds from 0.1 to 86400, found '1,5'; see 'herd --help'")]
    [InlineData("status --watch --at nowhere", "herd: --at: expected HOST:HTTP-PORT with a port from 1 to 65535, found 'nowhere'; see 'herd --help'")]
    [InlineData("status --at 127.0.0.1:0", "herd: --at: expected HOST:HTTP-PORT with a port from 1 to 65535, found '127.0.0.1:0'; see 'herd --help'")]
    [InlineData("status --herd golomon", "herd: --herd golomon: there is no such file, and no shipped herd of that name; did you mean goloman? (shipped: alford, clark, compose, goloman, riley)")]
    public async Task A_mistake_is_told_on_one_line_and_the_exit_code_is_2(string arguments, string error) =>
        Assert.Equal((2, "", error + "\n"), await RunAsync(arguments));

    private static StatusReport Alone(int port) => Member("Goloman") with { Members = [Seen("Goloman", httpPort: port)] };

    private static bool Agrees(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("agree").GetBoolean();
    }

    private string HerdOf(int goloman, int hands) => _folder.Write("test.conf", $$"""
        herd.name = goloman
        herd.nodes.Goloman { client-port = 0, link-port = 0, http-port = {{goloman}} }
        herd.nodes.Hands { client-port = 0, link-port = 0, http-port = {{hands}} }
        """);

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments) =>
        HerdProcess.RunAsync(_folder, arguments.Split(' '));
}

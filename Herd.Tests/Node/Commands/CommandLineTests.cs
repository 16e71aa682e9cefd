using System.Net;
using System.Net.Sockets;
using Herd.Bench.Processes;
using Herd.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", "Usage:\n  herd [command] [options]")]
    [InlineData("watch --help", "Usage:\n  herd watch [options]")]
    [InlineData("export --help", "Usage:\n  herd export [options]")]
    [InlineData("import --help", "Usage:\n  herd import [<FILE>] [options]")]
    [InlineData("up --help", "Usage:\n  herd up [options]")]
    [InlineData("demo --help", "Usage:\n  herd demo [options]")]
    [InlineData("node --help", "Usage:\n  herd node <NAME> [options]")]
    [InlineData("send --help", "Usage:\n  herd send <NODE|HOST:PORT> [<COMMAND>...] [options]")]
    [InlineData("status --help", "Usage:\n  herd status [options]")]
    [InlineData("remove --help", "Usage:\n  herd remove <NAME> [options]")]
    [InlineData("health --help", "Usage:\n  herd health [options]")]
    [InlineData("phone --help", "Usage:\n  herd phone <NAME> [options]")]
    [InlineData("secret --help", "Usage:\n  herd secret [options]")]
    [InlineData("certificates --help", "Usage:\n  herd certificates [<NAME>...] [options]")]
    public async Task Help_tells_what_may_be_typed(string arguments, string usage)
    {
        var (exitCode, output, error) = await RunAsync(arguments);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains(usage, output, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  herd {arguments[..^"--help".Length]}".TrimEnd(), output, StringComparison.Ordinal);
        Assert.Contains("--set <PATH=VALUE>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_tells_what_the_program_runs_on()
    {
        var (exitCode, output, _) = await RunAsync("--version");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^herd \d+\.\d+\.\d+\S* on Akka\.NET 1\.5\.\S+, \.NET 10\.\S+\n$", output);
    }

    [Theory]
    [InlineData("ndoe Goloman", "herd: no such command or option: 'ndoe'; did you mean node?; see 'herd --help'")]
    [InlineData("up --hred x", "herd: no such command or option: '--hred'; did you mean --herd?; see 'herd --help'")]
    [InlineData("demo --walkers many", "herd: --walkers: expected a whole number from 1 to 200000, found 'many'; see 'herd --help'")]
    [InlineData("up Goloman", "herd: no such command or option: 'Goloman'; see 'herd --help'")]
    [InlineData("node", "herd: Required argument 'NAME' missing for command: 'node'; see 'herd --help'")]
    [InlineData("node Golomon", "herd: herd goloman has no node 'Golomon'; did you mean Goloman? (nodes: Goloman, Hands, Holiday, Welsh, Wilkes)")]
    [InlineData("send Golomon X", "herd: herd goloman has no node 'Golomon'; did you mean Goloman? (nodes: Goloman, Hands, Holiday, Welsh, Wilkes)")]
    [InlineData("up --herd golomon", "herd: --herd golomon: there is no such file, and no shipped herd of that name; did you mean goloman? (shipped: alford, clark, compose, goloman, riley)")]
    [InlineData("--set herd.clint.idle-timeout=5m", "herd: --set: herd.clint: no such setting; did you mean herd.client?")]
    [InlineData("node Goloman --set herd.client.idle-timeout=soon", "herd: --set: herd.client.idle-timeout: expected a duration from 0ms to 24h, found 'soon'")]
    public async Task A_mistake_is_told_on_one_line_and_the_exit_code_is_2(string arguments, string error) =>
        Assert.Equal((2, "", error + "\n"), await RunAsync(arguments));

    [Fact]
    public async Task The_environment_is_looked_at()
    {
        using var herd = HerdProcess.Start(_folder, new Dictionary<string, string> { ["HERD__NAEM"] = "x" }, "up");

        Assert.Equal(2, await herd.WaitForExitAsync());
        Assert.Equal("herd: environment variable HERD__NAEM: herd.naem: no such setting; did you mean HERD__NAME (herd.name)?\n", herd.Error);
    }

    /// <summary>In parallel, because each waits ten seconds for the port.</summary>
    [Fact]
    public Task A_taken_port_is_told_with_its_node_setting_and_address() =>
        Task.WhenAll(new[] { "client-port", "link-port", "http-port" }.Select(AssertTakenPortIsToldAsync));

    private async Task AssertTakenPortIsToldAsync(string setting)
    {
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        var file = _folder.Write($"{setting}.conf", $$"""
            herd.nodes.Ada { client-port = 0, link-port = 0 }
            herd.nodes.Ada.{{setting}} = {{port}}
            """);

        var (exitCode, output, error) = await RunAsync($"node Ada --herd {file} --set herd.data-dir={setting}");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(
            $"herd: Ada: herd.nodes.Ada.{setting}: 127.0.0.1:{port} is taken; stop what listens there (is this herd running already?), or set another port\n",
            error);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_told()
    {
        var file = _folder.Write("test.conf", "herd.nodes.Ada { bind = \"192.0.2.1\", client-port = 0, link-port = 0 }");

        var (exitCode, _, error) = await RunAsync($"node Ada --herd {file}");

        Assert.Equal(2, exitCode);
        Assert.Equal("herd: Ada: herd.nodes.Ada.client-port: 192.0.2.1:0 is no address of this machine; set bind to one that is, or to 0.0.0.0 for all of them\n", error);
    }

    [Fact]
    public async Task Sending_to_nobody_fails_with_one_line()
    {
        var port = FreePorts.Take();

        var (exitCode, output, error) = await RunAsync($"send 127.0.0.1:{port} X");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal($"herd: can't connect to 127.0.0.1:{port}: Connection refused; is it running?\n", error);
    }

    [Fact]
    public async Task Sending_prints_the_answers_to_arguments_or_to_lines_of_standard_input()
    {
        await using var herd = await RunningHerd.StartOneAsync();
        var node = herd.ClientsOf("Goloman").ToString();

        using var arguments = HerdProcess.Start(_folder, "send", node, HerdClient.Iamat("kiwi"), "WHATSAT kiwi 10 1", "@x", "-x");
        Assert.Equal(0, await arguments.WaitForExitAsync());
        using var input = HerdProcess.Start(_folder, "send", node);
        await input.WriteInputAsync("one\ntwo");
        Assert.Equal(0, await input.WaitForExitAsync());

        var lines = arguments.Output.Split('\n');
        Assert.StartsWith("AT Goloman ", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0], lines[1]);
        Assert.EndsWith("\"status\":\"OK\"}\n\n? @x\n? -x\n", arguments.Output, StringComparison.Ordinal);
        Assert.Equal("? one\n? two\n", input.Output);
        Assert.Equal("", arguments.Error + input.Error);
    }

    [Fact]
    public async Task Sending_shows_a_key_first_and_never_its_secret()
    {
        const string Secret = "jane-0123456789a";
        await using var herd = await RunningHerd.StartOneAsync($"herd.access.keys.jane.secret={Secret}", "herd.access.keys.jane.may=[report]");
        await using var open = await RunningHerd.StartOneAsync();
        var (node, other) = ($"{herd.ClientsOf("Goloman")}", $"{open.ClientsOf("Goloman")}");
        var right = new Dictionary<string, string> { ["HERD_KEY"] = $"jane:{Secret}" };

        using var known = HerdProcess.Start(_folder, right, "send", node, HerdClient.Iamat("kiwi"));
        Assert.Equal(0, await known.WaitForExitAsync());
        using var unknown = HerdProcess.Start(_folder, right, "send", node, "x", "--key", $"ann:{Secret}");
        Assert.Equal(1, await unknown.WaitForExitAsync());
        using var needless = HerdProcess.Start(_folder, right, "send", other, "x");
        Assert.Equal(1, await needless.WaitForExitAsync());

        Assert.StartsWith("AT Goloman ", known.Output, StringComparison.Ordinal);
        Assert.Equal($"herd: {node} doesn't take the key ann, or takes none\n", unknown.Error);
        Assert.Equal($"herd: {other} doesn't take the key jane, or takes none\n", needless.Error);
        Assert.Equal("", unknown.Output + needless.Output + known.Error);
        await herd.StopAsync();
        Assert.DoesNotContain(Secret, herd.ReadMessageLog("Goloman"), StringComparison.Ordinal);
        Assert.Contains("AUTH", herd.ReadMessageLog("Goloman"), StringComparison.Ordinal);
        await herd.TakeErrorAsync("a wrong key is refused, from 127.0.0.1");
    }

    [Theory]
    [InlineData("jane")]
    [InlineData(":sesame")]
    [InlineData("jane:")]
    [InlineData("jane:sesame sesame")]
    public async Task A_key_of_another_form_is_told_and_not_shown(string key)
    {
        using var process = HerdProcess.Start(_folder, new Dictionary<string, string> { ["HERD_KEY"] = key }, "send", "127.0.0.1:1", "x");

        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Equal("herd: environment variable HERD_KEY: expected NAME:SECRET without white space, found something else\n", process.Error);
    }

    [Fact]
    public async Task A_secret_is_printed_that_is_another_each_time_and_strong()
    {
        var (_, first, _) = await RunAsync("secret");
        var (exitCode, second, error) = await RunAsync("secret");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.NotEqual(first, second);
        Assert.Equal(43, second.TrimEnd('\n').Length);
        Assert.True(Herd.Actors.Gossip.SecretStrength.BitsOf(second.TrimEnd('\n')) >= 250);
    }

    [Fact]
    public async Task A_node_warns_of_a_secret_that_can_be_guessed_and_does_not_say_it()
    {
        await using var herd = await RunningHerd.StartOneAsync("herd.link.secret=sesame-1");

        Assert.Equal("herd: warning: herd.link.secret has less than 128 bits and may be guessed; 'herd secret' makes a good one", herd.TakeError().TrimEnd());
    }

    [Theory]
    [InlineData("127.0.0.1:12000", "127.0.0.1", 12000)]
    [InlineData("[::1]:12000", "::1", 12000)]
    [InlineData("goloman.example:1", "goloman.example", 1)]
    public void A_node_to_send_to_may_be_an_address(string text, string host, int port) =>
        Assert.Equal((host, port), SendCommand.ParseAddress(text));

    [Theory]
    [InlineData("Goloman")]
    [InlineData(":12000")]
    [InlineData("Goloman:x")]
    [InlineData("Goloman:99999")]
    public void Anything_else_is_a_name(string text) => Assert.Null(SendCommand.ParseAddress(text));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments) =>
        HerdProcess.RunAsync(_folder, arguments.Split(' '));
}

using Xunit;

namespace Herd.Tests.Node.Commands;

/// <summary>A blocked or full standard error must not stall or end the process.</summary>
[Collection(ProcessTests.Name)]
public sealed class StandardErrorProcessTests : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exec dotnet \"$@\" 2>/dev/full")]
    [InlineData("exec dotnet \"$@\" 2>&-")]
    [InlineData("mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec dotnet \"$@\" 2>pipe")]
    public async Task A_node_warns_and_serves_and_stops(string script)
    {
        if (!File.Exists("/dev/full"))
            return;
        _folder.Write("ada.conf", "herd.nodes.Ada { client-port = 0, link-port = 0 }");
        Directory.CreateDirectory(_folder.PathOf("data/Ada/messages.log"));
        using var herd = HerdProcess.StartInShell(_folder, script, "node", "Ada", "--herd", "ada.conf");
        var port = int.Parse(herd.WaitForLine("Ada ready ").Split("clients 127.0.0.1:")[1].Split(',')[0]);

        using (var client = await HerdClient.ConnectAsync(port))
            Assert.StartsWith("AT Ada ", await client.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        herd.Signal("TERM");

        Assert.Equal(0, await herd.WaitForExitAsync().WaitAsync(StopTimeout));
    }

    [Theory]
    [InlineData("exec dotnet \"$@\" 2>/dev/full")]
    [InlineData("exec dotnet \"$@\" 2>&-")]
    [InlineData("mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec dotnet \"$@\" 2>pipe")]
    public async Task A_mistake_has_its_exit_code(string script)
    {
        if (!File.Exists("/dev/full"))
            return;
        using var herd = HerdProcess.StartInShell(_folder, script, "node", "nobody");

        Assert.Equal(2, await herd.WaitForExitAsync().WaitAsync(StopTimeout));
    }
}

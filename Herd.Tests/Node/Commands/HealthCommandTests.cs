using Herd.Bench.Processes;
using Herd.Tests.Node.Tls;
using Xunit;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed class HealthCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_that_serves_ends_it_with_0()
    {
        await using var node = await RunningHerd.StartOneAsync();

        Assert.Equal((0, "Goloman is serving\n", ""), await RunAsync("health", "--at", node.HttpOf("Goloman").Authority));
    }

    [Fact]
    public async Task It_speaks_TLS_where_the_settings_do()
    {
        using var certificates = new IssuedCertificates();
        var tls = $"herd.tls.dir={certificates.Folder}";
        await using var node = await RunningHerd.StartOneAsync(tls);

        Assert.Equal((0, "Goloman is serving\n", ""), await RunAsync("health", "--at", node.HttpOf("Goloman").Authority, "--set", tls));
    }

    [Fact]
    public async Task Where_nobody_is_it_ends_with_1_and_a_line()
    {
        var nobody = $"127.0.0.1:{FreePorts.Take()}";

        var (exitCode, output, error) = await RunAsync("health", "--at", nobody);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches($"^herd: {nobody}: Connection refused.*\n$", error);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var herd = HerdProcess.Start(_folder, arguments);
        var exitCode = await herd.WaitForExitAsync();
        return (exitCode, herd.Output, herd.Error);
    }
}

using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.Tls;

[Collection(ProcessTests.Name)]
public sealed class CertificatesCommandTests : IDisposable
{
    private readonly ProcessHerd _herd = new("goloman", "--set", "herd.tls.dir=certs");

    public void Dispose() => _herd.Dispose();

    [Fact]
    public async Task Five_nodes_have_certificates_and_send_and_status_know_them()
    {
        var (exitCode, output, error) = await RunAsync("certificates", "--out", "certs");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("up --set herd.tls.dir=certs", output, StringComparison.Ordinal);
        _herd.UseTls(_herd.Folder.PathOf("certs/ca.pem"));
        _herd.StartAll();
        await _herd.AssertUnharmedAsync();

        string[] named = ["--set", "herd.tls.dir=certs", .. _herd.Where];
        var iamat = await RunAsync(["send", "Goloman", .. named, HerdClient.Iamat("kiwi")]);
        Assert.StartsWith("AT Goloman ", iamat.Output, StringComparison.Ordinal);
        var address = $"127.0.0.1:{_herd.PortOf("Welsh", "client-port")}";
        var whatsat = await RunAsync(["send", address, "--ca", "certs/ca.pem", "WHATSAT kiwi 1 0"]);
        Assert.StartsWith(iamat.Output, whatsat.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (await RunAsync(["send", address, "--tls", "WHATSAT kiwi 1 0"])) is var (code, told, _) ? (code, told) : default);

        var status = await RunAsync(["status", .. named]);
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        Assert.Contains("All 5 nodes of goloman answer and agree.", status.Output, StringComparison.Ordinal);
        Assert.Contains("cert until", status.Output, StringComparison.Ordinal);
        var at = await RunAsync(["status", "--at", $"127.0.0.1:{_herd.PortOf("Hands", "http-port")}", "--ca", "certs/ca.pem", "--json"]);
        Assert.Equal(0, at.ExitCode);
        Assert.Matches("\"certificateUntil\":\"20[0-9-]*T", at.Output);
        var removal = await RunAsync(["remove", "Nobody", .. named]);
        Assert.Contains("Nobody is not removed", removal.Error, StringComparison.Ordinal);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));

        var plain = await RunAsync(["send", address, "WHATSAT kiwi 1 0"]);
        Assert.Equal((1, ""), (plain.ExitCode, plain.Output));
        Assert.EndsWith("answered nothing; if its client port has TLS, say --tls\n", plain.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificates", "herd: Option '--out' is required; see 'herd --help'")]
    [InlineData("certificates --out certs --days 0", "herd: --days: expected a whole number from 1 to 3650, found '0'; see 'herd --help'")]
    [InlineData("certificates --out certs ..", "herd: expected a node's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most 100, found '..'")]
    [InlineData("certificates --out certs ca", "herd: two of these would have the file ca.pem; put one of the nodes into another folder, and name its files with herd.tls.certificate, .key and .ca")]
    [InlineData("certificates --out certs Ada --host no_host!", "herd: --host: expected the name or address of a host, found 'no_host!'")]
    [InlineData("node Goloman --set herd.tls.dir=/nowhere", "herd: herd.tls.certificate: there is no file /nowhere/Goloman.pem")]
    [InlineData("send 127.0.0.1:1 --ca /nowhere X", "herd: --ca: there is no file /nowhere")]
    [InlineData("status --at 127.0.0.1:1 --ca /nowhere", "herd: --ca: there is no file /nowhere")]
    public async Task A_mistake_is_one_line(string arguments, string error) =>
        Assert.Equal((2, "", error + "\n"), await RunAsync(arguments.Split(' ')));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => HerdProcess.RunAsync(_herd.Folder, arguments);
}

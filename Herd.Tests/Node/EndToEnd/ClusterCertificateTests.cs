using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Who is let in where the cluster port speaks TLS, with nodes in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class ClusterCertificateTests : IDisposable
{
    private const string EnableSetting = "akka.remote.dot-netty.tcp.enable-ssl";
    private const string CertificateSetting = "akka.remote.dot-netty.tcp.ssl.certificate";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CertificateFiles _files = new();
    private readonly string _herdFile;
    private readonly ProcessHerd _herd;

    public ClusterCertificateTests()
    {
        _herdFile = _files.WriteText("pair.conf", ProcessHerd.Pair);
        _herd = new ProcessHerd(_herdFile);
    }

    public void Dispose()
    {
        _herd.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Nodes_with_certificates_of_one_CA_are_members_and_so_is_one_that_joins()
    {
        StartPair();

        _herd.Join("Cy", "Bo", CertificateFiles.Tls(_files.OfNode("Cy", _files.Herd)));

        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo", "Cy"], 3);
        using var cy = await _herd.ConnectAsync("Cy");
        var told = await ProcessHerd.WriteAsync(cy, "cy", 10);
        await _herd.AssertKnowsAsync("Ada", "cy", told);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task Nodes_can_share_one_self_signed_certificate()
    {
        var shared = CertificateFiles.Tls(_files.Write("shared", _files.Herd.Authority));
        _herd.Start("Ada", shared);
        _herd.Start("Bo", shared);

        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Theory]
    [InlineData("no TLS", EnableSetting)]
    [InlineData("another CA", CertificateSetting)]
    [InlineData("a self-signed one", CertificateSetting)]
    public async Task A_stranger_is_refused_in_one_line_on_both_sides_and_the_herd_is_unharmed(string stranger, string setting)
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        var (exitCode, output, error) = await JoinAsync("Stranger", "Ada", stranger switch
        {
            "no TLS" => [],
            "another CA" => CertificateFiles.Tls(_files.OfNode("Stranger", _files.Others)),
            _ => CertificateFiles.Tls(_files.Write("Stranger", _files.Others.Authority)),
        });

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches($"^herd: Stranger can't join: 127.0.0.1:{_herd.PortOf("Ada", "cluster-port")} [^\n]*\n$", error);
        Assert.Contains(setting, error, StringComparison.Ordinal);
        Assert.Matches("^[0-9:]* warning Ada: [^\n]*A connection from 127.0.0.1 is refused: [^\n]*\n$", await _herd["Ada"].AwaitErrorAsync(setting));
        await _herd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_stranger_with_TLS_is_refused_by_a_herd_without_and_the_line_says_so()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        var (exitCode, output, error) = await JoinAsync("Stranger", "Ada", CertificateFiles.Tls(_files.OfNode("Stranger", _files.Herd)));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches($"^herd: Stranger can't join: [^\n]*{EnableSetting}[^\n]*\n$", error);
        Assert.Matches("^[0-9:]* warning Ada: [^\n]*A connection from 127.0.0.1 is refused: it uses TLS[^\n]*\n$", await _herd["Ada"].AwaitErrorAsync(EnableSetting));
        await _herd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_node_of_the_file_with_a_wrong_certificate_serves_on_and_does_not_repeat_what_it_says()
    {
        _herd.Start("Ada", CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)));
        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Others)));

        // By then it has knocked for seconds, several times in each.
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 1);

        foreach (var node in new[] { "Ada", "Bo" })
        {
            var lines = (await _herd[node].AwaitErrorAsync(CertificateSetting)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            // One about its calls, one about the other's.
            Assert.InRange(lines.Length, 1, 2);
            Assert.All(lines, line => Assert.Contains(CertificateSetting, line, StringComparison.Ordinal));
        }

        using var bo = await _herd.ConnectAsync("Bo");
        await ProcessHerd.WriteAsync(bo, "bo", 10);
    }

    [Fact]
    public async Task Who_shows_no_certificate_hears_nothing_and_is_told_of_once()
    {
        StartPair();

        for (var i = 0; i < 3; i++)
            Assert.DoesNotContain("pair", await CallWithoutCertificateAsync(), StringComparison.Ordinal);

        Assert.Matches("^[0-9:]* warning Ada: [^\n]*A connection from 127.0.0.1 is refused: no certificate was shown[^\n]*\n$", await _herd["Ada"].AwaitErrorAsync(CertificateSetting));
        await _herd.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("missing", "there is no file")]
    [InlineData("wrong password", "certificate.password")]
    [InlineData("not a certificate", "PKCS #12")]
    [InlineData("no key", "no private key")]
    [InlineData("no CA", "lacks the certificate of CN=the herd")]
    [InlineData("no path", "expected a PKCS #12 file")]
    public async Task A_mistake_in_the_settings_is_one_line(string mistake, string told)
    {
        using var own = _files.Herd.Issue("Ada");
        using var keyless = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(own.RawData);
        var tls = mistake switch
        {
            "missing" => CertificateFiles.Tls("/nowhere/ada.pfx"),
            "wrong password" => CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd), "guessed"),
            "not a certificate" => CertificateFiles.Tls(_herdFile),
            "no key" => CertificateFiles.Tls(_files.Write("keyless", keyless)),
            "no CA" => CertificateFiles.Tls(_files.Write("alone", own)),
            _ => CertificateFiles.Tls(""),
        };

        var (exitCode, output, error) = await HerdProcess.RunAsync(_herd.Folder, ["node", "Ada", "--herd", _herdFile, .. tls]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches($"^herd: {CertificateSetting}.path: [^\n]*\n$", error);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    private void StartPair()
    {
        _herd.Start("Ada", CertificateFiles.Tls(_files.OfNode("Ada", _files.Herd)));
        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Herd)));
    }

    private Task<(int ExitCode, string Output, string Error)> JoinAsync(string node, string through, string[] settings) =>
        HerdProcess.RunAsync(_herd.Folder, ["node", node, "--herd", _herdFile, "--join", $"127.0.0.1:{_herd.PortOf(through, "link-port")}", .. settings]);

    private async Task<string> CallWithoutCertificateAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", "cluster-port"));
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1" }, patience.Token);
            await tls.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), patience.Token);
            using var reader = new StreamReader(tls);
            return await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Who is let in where the cluster port speaks TLS, with nodes in processes of their own.</summary>
[Collection(WaitingProcessTests.Name)]
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
    [InlineData("no certificate")]
    [InlineData("another CA")]
    [InlineData("a self-signed one")]
    public async Task A_stranger_is_no_member_and_both_sides_say_so_in_one_line_and_the_herd_is_unharmed(string stranger)
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        _herd.Join("Stranger", "Ada", stranger switch
        {
            "no certificate" => [],
            "another CA" => CertificateFiles.Tls(_files.OfNode("Stranger", _files.Others)),
            _ => CertificateFiles.Tls(_files.Write("Stranger", _files.Others.Authority)),
        });

        Assert.Matches("^[0-9:]* warning Stranger: [^\n]*the cluster port at 127.0.0.1[^\n]* certificate[^\n]*\n", await _herd["Stranger"].AwaitErrorAsync("certificate"));
        await _herd.Statuses.AwaitAsync(["Stranger"], report => report.Standing == "joining");
        await _herd.AssertUnharmedAsync();
        Assert.All(_herd.Processes, process => Assert.All(
            process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).GroupBy(line => line[9..]),
            told => Assert.Single(told)));
    }

    [Fact]
    public async Task A_member_whose_certificate_turns_bad_is_unreachable_and_serves_on_and_is_back_with_a_good_one()
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        await _herd["Bo"].KillAsync();

        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Others)));
        await _herd["Bo"].AwaitErrorAsync(CertificateSetting);
        using (var bo = await _herd.ConnectAsync("Bo"))
            await _herd.AssertKnowsAsync("Ada", "bo", await ProcessHerd.WriteAsync(bo, "bo", 10));
        await _herd["Bo"].KillAsync();
        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Herd)));

        await _herd.AssertUnharmedAsync();
        Assert.Equal("", _herd["Bo"].Error);
    }

    [Fact]
    public async Task An_impostor_at_a_dead_members_port_ends_nobody()
    {
        StartPair();
        _herd.Join("Cy", "Bo", CertificateFiles.Tls(_files.OfNode("Cy", _files.Herd)));
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo", "Cy"], 3);
        await _herd["Cy"].KillAsync();
        var calls = 0;
        using var impostor = new TcpListener(IPAddress.Loopback, _herd.PortOf("Cy", "cluster-port"));
        impostor.Start();

        while (calls < 20)
        {
            using var patience = new CancellationTokenSource(Patience);
            // It takes the call and closes, each time.
            (await impostor.AcceptTcpClientAsync(patience.Token)).Dispose();
            calls++;
        }

        impostor.Stop();
        await _herd.Statuses.AwaitUnreachableAsync(["Ada", "Bo"], "Cy");
        _herd.Join("Cy", "Bo", CertificateFiles.Tls(_files.OfNode("Cy", _files.Herd)));
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo", "Cy"], 3);
        Assert.All(new[] { "Ada", "Bo" }, node => Assert.InRange(_herd[node].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 0, 1));
    }

    [Fact]
    public async Task Who_shows_no_certificate_hears_nothing_and_is_told_of_once()
    {
        StartPair();

        for (var i = 0; i < 3; i++)
            Assert.DoesNotContain("pair", await CallWithoutCertificateAsync(), StringComparison.Ordinal);

        Assert.Matches("^[0-9:]* warning Ada: [^\n]*a caller from 127.0.0.1 at the cluster port[^\n]*it shows no certificate[^\n]*\n$", await _herd["Ada"].AwaitErrorAsync(CertificateSetting));
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

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Herd.Actors.Gossip;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Which nodes a herd with certificates admits; each node in a process of its own.</summary>
[Collection(WaitingProcessTests.Name)]
public sealed class ClusterCertificateTests : IDisposable
{
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

    [Theory]
    [InlineData("link-port")]
    [InlineData("cluster-port")]
    public async Task Who_calls_and_says_nothing_is_closed_beyond_an_address_s_share(string port)
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        List<Socket> silent = [];
        for (var i = 0; i <= UnprovenCallers.MaxPerAddress; i++)
        {
            silent.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await silent[^1].ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", port));
        }

        Assert.Equal(0, await silent[^1].ReceiveAsync(new byte[1]).WaitAsync(Patience));
        await _herd["Ada"].AwaitErrorAsync($"{UnprovenCallers.MaxPerAddress} callers from there haven't proven yet that they are of the herd");
        silent.ForEach(caller => caller.Dispose());
        await _herd.AssertUnharmedAsync();
        Assert.Single(_herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("another CA", "its certificate isn't issued by the herd's CA")]
    [InlineData("one that has ended", "the caller's certificate ended on")]
    public async Task A_stranger_does_not_join_and_both_sides_say_so_in_one_line_and_the_herd_is_unharmed(string certificate, string told)
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        _herd.BeginToJoin("Stranger", "Ada", CertificateFiles.Tls(certificate == "another CA"
            ? _files.OfNode("Stranger", _files.Others)
            : _files.OfNode("Stranger", _files.Herd, validForDays: 0)));

        Assert.Equal(2, await _herd["Stranger"].WaitForExitAsync());
        Assert.Matches("(?m)^herd: Stranger can't join: 127.0.0.1:[0-9]* refused it: [^\n]*certificate[^\n]*\n$", _herd["Stranger"].Error);
        Assert.Contains(told, _herd["Stranger"].Error, StringComparison.Ordinal);
        await _herd.AssertUnharmedAsync();
        Assert.InRange(_herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 0, 1);
    }

    [Fact]
    public async Task A_node_without_TLS_gets_nowhere_and_is_told_of()
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        _herd.BeginToJoin("Stranger", "Ada");

        Assert.Contains("127.0.0.1: it doesn't speak the TLS of link ports", await _herd["Ada"].AwaitErrorAsync("TLS"), StringComparison.Ordinal);
        await _herd.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_member_whose_certificate_turns_bad_is_unreachable_and_serves_on_and_is_back_with_a_good_one()
    {
        StartPair();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        await _herd["Bo"].KillAsync();

        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Others)));
        await _herd["Bo"].AwaitErrorAsync("herd.tls.ca");
        List<string?> told;
        using (var bo = await _herd.ConnectAsync("Bo"))
            told = await ProcessHerd.WriteAsync(bo, "bo", 10);
        await _herd.Statuses.AwaitUnreachableAsync(["Ada"], "Bo");
        await _herd.AssertKnowsAsync("Bo", "bo", told);
        _herd["Bo"].Signal("TERM");
        await _herd["Bo"].WaitForExitAsync();
        _herd.Start("Bo", CertificateFiles.Tls(_files.OfNode("Bo", _files.Herd)));

        await _herd.AssertUnharmedAsync();
        await _herd.AssertKnowsAsync("Ada", "bo", told);
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

        Assert.Matches("^[0-9:]* warning Ada: [^\n]*a caller from 127.0.0.1 at the cluster port[^\n]*the caller shows no certificate[^\n]*\n$", await _herd["Ada"].AwaitErrorAsync("herd.tls.ca"));
        await _herd.AssertUnharmedAsync();
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

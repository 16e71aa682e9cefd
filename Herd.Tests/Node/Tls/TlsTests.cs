using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Herd.Actors.Gossip;
using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Tls;

public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IssuedCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task What_one_node_is_told_over_TLS_another_answers_and_each_tells_its_health_over_HTTPS()
    {
        await using var herd = await StartAsync("herd.client.unknown-client-grace=30s");
        using var goloman = await herd.ConnectAsync("Goloman");
        using var welsh = await herd.ConnectAsync("Welsh");

        var told = await goloman.AskAsync(HerdClient.Iamat("kiwi"));

        Assert.StartsWith("AT Goloman ", told, StringComparison.Ordinal);
        Assert.Equal(told, await welsh.LocateAsync("kiwi"));
        using var http = Http();
        foreach (var node in herd.Nodes)
        {
            using var health = await http.GetAsync(new Uri(herd.HttpOf(node), "/health"));
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
    }

    [Fact]
    public async Task A_client_that_ends_its_sending_has_all_answers_and_then_the_end()
    {
        await using var herd = await StartOneAsync();
        using var client = await herd.ConnectAsync("Goloman");

        await client.SendAsync(string.Concat(Enumerable.Range(0, 1000).Select(i => HerdClient.Iamat($"kiwi-{i}") + "\n")) + HerdClient.Iamat("last"));
        client.EndSending();

        var answers = (await client.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1001, answers.Length);
        Assert.All(answers, answer => Assert.StartsWith("AT Goloman ", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_whose_line_is_too_long_reads_the_end_though_it_goes_on_sending()
    {
        await using var herd = await StartOneAsync("herd.client.max-line-length=1KiB");
        using var client = await herd.ConnectAsync("Goloman");

        await client.SendAsync(new string('x', 2000));
        var goingOn = client.SendAsync(new string('x', 500_000));

        Assert.StartsWith("? xxx", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await goingOn;
    }

    [Theory]
    [InlineData("link", "plain text", "it doesn't speak the TLS of link ports")]
    [InlineData("link", "nothing", "the caller shows no certificate")]
    [InlineData("link", "another CA", "the caller's certificate isn't issued by the herd's CA")]
    [InlineData("link", "ended", "the caller's certificate ended on")]
    [InlineData("link", "another name", "Welsh shows a certificate of another name: Hands")]
    [InlineData("cluster", "plain text", "it doesn't speak the TLS of cluster ports")]
    [InlineData("cluster", "nothing", "the caller shows no certificate")]
    [InlineData("cluster", "another CA", "the caller's certificate isn't issued by the herd's CA")]
    [InlineData("cluster", "ended", "the caller's certificate ended on")]
    [InlineData("cluster", "another name", "Welsh shows a certificate of another name: Hands")]
    [InlineData("client", "plain text", "it doesn't speak TLS (herd.client.tls)")]
    [InlineData("http", "plain text", "it doesn't speak TLS (herd.http.tls)")]
    public async Task Who_shows_the_wrong_thing_is_refused_in_one_line_however_often_it_calls_and_harms_nobody(string port, string shown, string told)
    {
        await using var herd = await StartOneAsync();
        var to = port switch
        {
            "link" => herd.LinksOf("Goloman"),
            "cluster" => herd.ClusterOf("Goloman"),
            "client" => herd.ClientsOf("Goloman"),
            _ => new IPEndPoint(IPAddress.Loopback, herd.HttpOf("Goloman").Port),
        };
        using var herds = new Certificates(X509Certificate2.CreateFromPemFile(_certificates.Ca, _certificates.PathOf("ca-key.pem")));
        using var others = new Certificates("the herd goloman");
        using var certificate = shown switch
        {
            "another CA" => others.Issue("Welsh"),
            "ended" => herds.Issue("Welsh", validForDays: 0),
            "another name" => _certificates.Of("Hands"),
            _ => null,
        };

        for (var times = 0; times < 3; times++)
            await CallAsync(to, shown == "plain text", certificate, port == "cluster" ? HelloPurpose.Cluster : HelloPurpose.Link);

        await AwaitAsync(() => herd.Error.Length > 0);
        using var client = await herd.ConnectAsync("Goloman");
        Assert.StartsWith("AT ", await client.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        Assert.Contains(told, Assert.Single((await herd.TakeErrorAsync(told)).Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_know_the_CA_hears_nothing()
    {
        await using var herd = await StartOneAsync();
        using var others = new Certificates("somebody else");
        using var folder = new TemporaryFolder();

        await Assert.ThrowsAsync<AuthenticationException>(
            () => HerdClient.ConnectWithTlsAsync(herd.ClientsOf("Goloman"), folder.Write("ca.pem", others.Authority.ExportCertificatePem())));

        await herd.StopAsync();
        herd.TakeError();
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_refused()
    {
        await using var herd = await StartOneAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(herd.ClientsOf("Goloman"));
        // By hand, since .NET's own client has no cipher left for TLS 1.1. Version, random, no session, two ciphers, no compression.
        byte[] hello = [3, 2, .. new byte[32], 0, 0, 4, 0, 0x2f, 0xc0, 0x13, 1, 0];
        byte[] handshake = [1, 0, 0, (byte)hello.Length, .. hello];

        await socket.GetStream().WriteAsync((byte[])[22, 3, 1, 0, (byte)handshake.Length, .. handshake]);

        var alert = new byte[7];
        await socket.GetStream().ReadExactlyAsync(alert);
        // An alert record; fatal, protocol_version.
        Assert.Equal(21, alert[0]);
        Assert.Equal([2, 70], alert[5..]);
        await herd.StopAsync();
        herd.TakeError();
    }

    [Fact]
    public async Task A_connection_in_its_TLS_handshake_counts_as_open()
    {
        await using var herd = await StartOneAsync("herd.client.max-connections-per-address=2");
        using (var first = await DialAsync(herd))
        using (var second = await DialAsync(herd))
        {
            using var third = await DialAsync(herd);
            Assert.Equal(0, await ReadAsync(third));
            await herd.TakeErrorAsync("2 are open from 127.0.0.1");
        }

        // Connections that left before the handshake no longer count.
        HerdClient? client = null;
        await AwaitAsync(() => (client = TryConnect(herd)) is not null);
        using (client)
            Assert.StartsWith("AT ", await client!.AskAsync(HerdClient.Iamat("kiwi")), StringComparison.Ordinal);
        await herd.StopAsync();
        herd.TakeError();
    }

    [Fact]
    public async Task Certificates_are_renewed_under_load_and_no_link_and_no_answer_is_lost()
    {
        await using var herd = await StartAsync();
        using var http = Http();
        var statuses = new HerdStatuses(http, herd.HttpOf);
        await statuses.AwaitMembersAsync(herd.Nodes, 5);
        await statuses.AwaitAsync(herd.Nodes, report => report.Links.All(link => link.State == "live"));
        var before = await UntilAsync(statuses, herd.Nodes);
        using var stop = new CancellationTokenSource();
        using var client = await herd.ConnectAsync("Goloman");
        var load = ReportAsync(client, stop.Token);
        var logs = herd.Nodes.ToDictionary(node => node, herd.ReadMessageLog);

        _certificates.Issue(days: 200);
        await statuses.AwaitAsync(herd.Nodes, report => report.CertificateUntil > before.Max());
        var shown = await ShownAsync(herd.ClientsOf("Welsh"));
        await stop.CancelAsync();

        Assert.True(await load > 0);
        Assert.Equal(_certificates.Of("Welsh").Thumbprint, shown);
        await statuses.AwaitAgreementAsync([.. herd.Nodes]);
        await AwaitAsync(() => herd.Nodes.All(node => SinceThen(node).Contains("the certificate is renewed", StringComparison.Ordinal)));
        Assert.All(herd.Nodes, node => Assert.DoesNotContain(" lost: ", SinceThen(node), StringComparison.Ordinal));

        string SinceThen(string node) => herd.ReadMessageLog(node)[logs[node].Length..];
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_told_of_and_in_status()
    {
        _certificates.Issue(days: 12);
        await using var herd = await StartOneAsync();
        using var http = Http();

        var report = await http.GetFromJsonAsync<StatusReport>(new Uri(herd.HttpOf("Goloman"), Status.Path));

        Assert.Equal(_certificates.Of("Goloman").NotAfter.ToUniversalTime(), report!.CertificateUntil!.Value.UtcDateTime);
        await AwaitAsync(() => herd.Error.Length > 0);
        Assert.Matches("^[0-9:]* warning Goloman: herd.tls.certificate: [^\n]* ends in 12 days, on [^\n]*\n$", herd.TakeError());
    }

    private Task<RunningHerd> StartAsync(params string[] sets) => RunningHerd.StartAsync("goloman", [$"herd.tls.dir={_certificates.Folder}", .. sets]);

    private Task<RunningHerd> StartOneAsync(params string[] sets) => RunningHerd.StartOneAsync([$"herd.tls.dir={_certificates.Folder}", .. sets]);

    private HttpClient Http() => new(new SocketsHttpHandler { SslOptions = TestTls.TrustIn(_certificates.Ca, "localhost") });

    private static async Task CallAsync(IPEndPoint to, bool isPlain, X509Certificate2? certificate, HelloPurpose purpose)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(to, patience.Token);
        await using var tls = isPlain ? null : new SslStream(socket.GetStream());
        try
        {
            if (tls is not null)
                await tls.AuthenticateAsClientAsync(TestTls.Showing(certificate), patience.Token);
            Stream stream = tls is null ? socket.GetStream() : tls;
            var hello = new Handshake(new NodeIdentity("goloman", "Welsh", 1), null, "", isCaller: true, purpose).Own.ToFrame();
            await stream.WriteAsync(tls is null ? "GET / HTTP/1.1\r\n\r\n"u8.ToArray() : hello, patience.Token);
            await stream.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            // Refused.
        }
    }

    private async Task<string> ShownAsync(IPEndPoint node)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(node);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(TestTls.TrustIn(_certificates.Ca, "localhost"));
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    private static async Task<int> ReportAsync(HerdClient client, CancellationToken stop)
    {
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
            Assert.StartsWith("AT Goloman ", await client.AskAsync(HerdClient.Iamat($"kiwi-{count.ToString(CultureInfo.InvariantCulture)}")), StringComparison.Ordinal);
        return count;
    }

    private static async Task<List<DateTimeOffset?>> UntilAsync(HerdStatuses statuses, IEnumerable<string> nodes)
    {
        List<DateTimeOffset?> until = [];
        foreach (var node in nodes)
            until.Add((await statuses.GetAsync(node))!.CertificateUntil);
        return until;
    }

    private static async Task<TcpClient> DialAsync(RunningHerd herd)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(herd.ClientsOf("Goloman"));
        return socket;
    }

    private static async Task<int> ReadAsync(TcpClient socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await socket.GetStream().ReadAsync(new byte[1], patience.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static HerdClient? TryConnect(RunningHerd herd)
    {
        try
        {
            return herd.ConnectAsync("Goloman").GetAwaiter().GetResult();
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            return null;
        }
    }

    private static async Task AwaitAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }
}

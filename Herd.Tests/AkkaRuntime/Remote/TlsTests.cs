using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Who is let in with TLS at both ends.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Tls = "akka.remote.dot-netty.tcp { enable-ssl = true, connection-timeout = 5s }";

    private readonly Certificates _herd = new("the herd's authority");
    private readonly List<ActorSystem> _systems = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-tls").FullName;

    [Fact]
    public async Task Systems_with_certificates_of_one_authority_reach_each_other()
    {
        var a = System("a", Trusting(_herd.Issue("a")));
        var b = System("b", Trusting(_herd.Issue("b")));
        var echo = Echo(b);

        Assert.StartsWith("akka.ssl.tcp://b@127.0.0.1:", RemoteSystems.AddressOf(b).ToString());
        Assert.Equal("hello", await Ask(a, echo));
        Assert.Equal("hello", await Ask(b, Echo(a)));
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("expired")]
    public async Task A_wrong_certificate_is_refused_with_a_line_on_each_side_and_nothing_gets_through(string wrong)
    {
        using var others = new Certificates("another authority");
        var mine = wrong == "expired" ? _herd.Issue("late", 0) : others.Issue("stranger");
        var b = System("b", Trusting(_herd.Issue("b")));
        // The stranger itself takes any.
        var stranger = System("stranger", new DotNettySslSetup(mine, true, true, false, (_, _, _, _, _) => true));
        var got = Sink(b);

        var warned = Task.WhenAll(Warning(stranger), Warning(b));
        stranger.Select(b, "user", "sink").Tell("let me in");
        await warned;
        b.Select(stranger, "user", "sink").Tell("hello?");
        await Warning(b);

        Assert.False(got.Task.IsCompleted);
        Assert.Equal("hello", await Ask(System("c", Trusting(_herd.Issue("c"))), Echo(b)));
    }

    [Fact]
    public async Task Who_shows_no_certificate_is_refused_where_both_must()
    {
        var b = System("b", Trusting(_herd.Issue("b")));
        var anonymous = System("anonymous", new DotNettySslSetup(_herd.Issue("x"), true, false, false, (_, _, _, _, _) => true));
        var got = Sink(b);

        var warned = Task.WhenAll(Warning(anonymous), Warning(b));
        anonymous.Select(b, "user", "sink").Tell("let me in");
        await warned;

        Assert.False(got.Task.IsCompleted);
    }

    [Fact]
    public async Task Who_speaks_no_TLS_is_refused()
    {
        var b = System("b", Trusting(_herd.Issue("b")));
        var plain = RemoteSystems.Create("plain");
        _systems.Add(plain);
        var got = Sink(b);

        var warned = Warning(b);
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, RemoteSystems.AddressOf(b).Port!.Value);
            await socket.GetStream().WriteAsync("hello, I am no TLS client\n\n\n\n"u8.ToArray());
            await warned;
        }
        warned = Warning(plain);
        plain.ActorSelection(new RootActorPath(RemoteSystems.AddressOf(b).WithProtocol("akka.tcp")) / "user" / "sink").Tell("let me in");
        await warned;

        Assert.False(got.Task.IsCompleted);
    }

    [Fact]
    public async Task Without_trust_in_its_issuer_a_certificate_is_refused_unless_validation_is_suppressed()
    {
        var b = System("b", new DotNettySslSetup(_herd.Issue("b"), false));
        var a = System("a", new DotNettySslSetup(_herd.Issue("a"), false));
        var warned = Warning(a);
        a.Select(b, "user", "nobody").Tell("hello");
        await warned;

        var c = System("c", new DotNettySslSetup(_herd.Issue("c"), true));
        var d = System("d", new DotNettySslSetup(_herd.Issue("d"), true));
        Assert.Equal("hello", await Ask(c, Echo(d)));
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_where_hosts_are_validated()
    {
        var c = System("c", new DotNettySslSetup(_herd.Issue("c"), true, true, true));
        var d = System("d", new DotNettySslSetup(_herd.Issue("d"), true, true, true));
        Assert.Equal("hello", await Ask(c, Echo(d)));

        var elsewhere = System("elsewhere", new DotNettySslSetup(_herd.Issue("e", address: "10.1.2.3"), true, true, true));
        var warned = Warning(c);
        c.Select(elsewhere, "user", "nobody").Tell("hello");
        await warned;
    }

    [Fact]
    public async Task A_certificate_can_come_from_a_file()
    {
        var a = System("a", null, FromFile("a", "secret"));
        var b = System("b", null, FromFile("b", "secret"));
        Assert.Equal("hello", await Ask(a, Echo(b)));
    }

    [Fact]
    public void A_missing_certificate_or_a_wrong_password_fails_the_start()
    {
        Assert.ThrowsAny<Exception>(() => System("a", null));
        Assert.ThrowsAny<Exception>(() => System("b", null, FromFile("b", "wrong")));
        var withoutKey = X509CertificateLoader.LoadCertificate(_herd.Issue("c").Export(X509ContentType.Cert));
        Assert.ThrowsAny<ConfigurationException>(() => System("c", new DotNettySslSetup(withoutKey, false)));
    }

    public void Dispose()
    {
        Task.WaitAll([.. _systems.Select(s => s.Terminate())], RemoteSystems.Long);
        _herd.Dispose();
        Directory.Delete(_folder, true);
    }

    private static Task<string> Ask(ActorSystem from, IActorRef echo) => RemoteSystems.AskUntilAnswered<string>(
        from.ActorSelection(Akka.Serialization.Serialization.SerializedActorPath(echo).Split('#')[0]), "hello");

    private static IActorRef Echo(ActorSystem system) => system.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)));

    private static TaskCompletionSource Sink(ActorSystem system)
    {
        var got = new TaskCompletionSource();
        system.ActorOf(Acts.Props((_, _) => got.TrySetResult()), "sink");
        return got;
    }

    /// <summary>Ends with the next warning or error in a system's log.</summary>
    private static Task Warning(ActorSystem system)
    {
        var warned = new TaskCompletionSource();
        var listener = system.ActorOf(Acts.Props((_, _) => warned.TrySetResult()));
        system.EventStream.Subscribe(listener, typeof(Warning));
        system.EventStream.Subscribe(listener, typeof(Error));
        return warned.Task.WaitAsync(RemoteSystems.Long);
    }

    private DotNettySslSetup Trusting(X509Certificate2 certificate) =>
        new(certificate, false, true, false, (shown, _, _, _, _) => _herd.Issued(shown));

    private string FromFile(string name, string password)
    {
        var path = Path.Combine(_folder, name + ".pfx");
        File.WriteAllBytes(path, _herd.Issue(name).Export(X509ContentType.Pfx, "secret"));
        return $$"""
            akka.remote.dot-netty.tcp.ssl {
              suppress-validation = true
              certificate {
                path = "{{path}}"
                password = "{{password}}"
              }
            }
            """;
    }

    private ActorSystem System(string name, DotNettySslSetup? setup, string config = "")
    {
        var system = RemoteSystems.Create(name, Tls + "\n" + config, setup);
        _systems.Add(system);
        return system;
    }
}

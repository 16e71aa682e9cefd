using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Actors.Membership.Transport;
using Herd.Actors.Tls;
using Herd.Bench.Processes;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>A hostile Akka.Remote program at the cluster port: a stranger, or one that a herd without a secret admits.</summary>
[Collection(ProcessTests.Name)]
public sealed class ClusterPortTests : IDisposable
{
    private const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }";

    private readonly TemporaryFolder _folder = new();
    private readonly ProcessHerd _herd;

    public ClusterPortTests() => _herd = new ProcessHerd(_folder.Write("pair.conf", ProcessHerd.Pair));

    public void Dispose()
    {
        _herd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plain_Akka_program_reaches_nothing_and_is_told_of_once()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        var (cluster, port) = await LookAtAsync("pair", _herd.PortOf("Ada", "link-port"));
        using var hostile = ActorSystem.Create(cluster, ConfigurationFactory.ParseString(
            """
            akka {
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            }
            """).WithFallback(Quiet));

        var hostileCluster = AttackAndJoin(hostile, new Address("akka.tcp", cluster, "127.0.0.1", port));

        await _herd["Ada"].AwaitErrorAsync("cluster port");
        await _herd.AssertUnharmedAsync();
        Assert.Single(_herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(hostileCluster.State.Members);
    }

    [Fact]
    public async Task Whom_the_herd_lets_in_can_stop_no_actor_and_deploy_none()
    {
        _herd.Start("Ada");
        await _herd.Statuses.AwaitMembersAsync(["Ada"], 1);
        var (cluster, port) = await LookAtAsync("pair", _herd.PortOf("Ada", "link-port"));
        using var hostile = LetIn("pair", cluster);

        Attack(hostile, $"akka.herd://{cluster}@127.0.0.1:{port}");
        await Task.Delay(TimeSpan.FromSeconds(1));

        // Its membership must still notice newcomers.
        _herd.Start("Bo");
        await _herd.AssertUnharmedAsync();
        Assert.Equal("", _herd["Ada"].Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another secret, 32 characters long")]
    public async Task Who_does_not_know_the_secret_joins_nothing_and_takes_nobody_out(string secret)
    {
        using var herd = new ProcessHerd(_folder.Write("secret.conf", ProcessHerd.Pair), "--set", "herd.link.secret=" + FakeNode.Secret);
        herd.StartAll();
        await herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        var (cluster, port) = await LookAtAsync("pair", herd.PortOf("Ada", "link-port"), FakeNode.Secret);
        using var hostile = LetIn("pair", cluster, secret, ProviderSelection.Cluster.Instance);

        var hostileCluster = AttackAndJoin(hostile, new Address("akka.herd", cluster, "127.0.0.1", port));

        await herd["Ada"].AwaitErrorAsync("the same secret of the herd 'pair'");
        await herd.AssertUnharmedAsync();
        Assert.Single(herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(hostileCluster.State.Members);
        await herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
    }

    [Fact]
    public async Task No_object_is_made_of_what_the_wire_names()
    {
        await using var herd = await RunningHerd.StartOneAsync();
        var (cluster, port) = await LookAtAsync("goloman", herd.LinksOf("Goloman").Port);
        using var hostile = LetIn("goloman", cluster);
        var trap = new Trap();
        var made = Trap.Made;

        foreach (var path in new[] { "user/observer", "system/cluster/core/daemon", "system/cluster/heartbeatReceiver", "deadLetters" })
            hostile.ActorSelection($"akka.herd://{cluster}@127.0.0.1:{port}/{path}").Tell(trap);
        // Same connection, so an answer means that all before it was read.
        await hostile.ActorSelection($"akka.herd://{cluster}@127.0.0.1:{port}/system/cluster/heartbeatReceiver")
            .Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(5)).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(made, Trap.Made);
    }

    [Theory]
    [InlineData(100_000_000)]
    [InlineData(-1)]
    public async Task A_frame_of_a_length_that_none_has_is_not_waited_for(int length)
    {
        _herd.StartAll();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", "cluster-port"));
        await using var tls = new System.Net.Security.SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new System.Net.Security.SslClientAuthenticationOptions
        {
            TargetHost = "herd",
            ClientCertificates = [NodeCertificate.MakeTemporary().Own],
        });

        await tls.WriteAsync((byte[])[.. BitConverter.GetBytes(length), 2, .. new byte[100]]);

        await _herd["Ada"].AwaitErrorAsync("no frames");
        Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().ContinueWith(read => read.IsFaulted ? 0 : read.Result, TaskScheduler.Default));
        await _herd.AssertUnharmedAsync();
    }

    private static ActorSystem LetIn(string herd, string cluster, string secret = "", ProviderSelection? provider = null)
    {
        var port = new ClusterPort("127.0.0.1", FreePorts.Take(), new NodeIdentity(herd, "Evil", 1), secret, NodeCertificate.MakeTemporary, _ => { });
        return ActorSystem.Create(cluster, ActorSystemSetup.Create(
            new HerdTransportSetup(port),
            BootstrapSetup.Create()
                .WithActorRefProvider(provider ?? ProviderSelection.Remote.Instance)
                .WithConfig(ConfigurationFactory.ParseString(HerdTransportSetup.Config).WithFallback(Quiet))));
    }

    private static Akka.Cluster.Cluster AttackAndJoin(ActorSystem hostile, Address target)
    {
        Attack(hostile, $"{target}");
        var cluster = Akka.Cluster.Cluster.Get(hostile);
        cluster.Join(target);
        cluster.Down(target);
        return cluster;
    }

    private static void Attack(ActorSystem hostile, string target)
    {
        foreach (var path in new[] { "/user/observer", "/user", "/system/cluster/core/daemon", "/system", "/" })
        {
            var selection = hostile.ActorSelection(target + path);
            selection.Tell(PoisonPill.Instance);
            selection.Tell(Kill.Instance);
            selection.Tell(new Trap());
        }

        hostile.ActorOf(Props.Create<Deployed>().WithDeploy(new Deploy(new RemoteScope(Address.Parse(target)))), "deployed");
    }

    /// <summary>Visits a node to learn its cluster and where it is.</summary>
    private static async Task<(string Cluster, int Port)> LookAtAsync(string herd, int linkPort, string secret = "")
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, linkPort);
            var stream = socket.GetStream();
            var handshake = new Handshake(new NodeIdentity(herd, "Looker", 1), null, secret, isCaller: true, HelloPurpose.Visit);
            await stream.WriteAsync(handshake.Own.ToFrame());
            Presence? presence = null;
            while (presence is null)
            {
                var header = new byte[LinkFrame.HeaderLength];
                await stream.ReadExactlyAsync(header);
                var body = new byte[BitConverter.ToInt32(header) - header.Length];
                await stream.ReadExactlyAsync(body);
                List<ReadOnlyMemory<byte>> answers = [];
                if ((LinkFrameKind)header[4] == LinkFrameKind.Presence)
                    presence = Presence.TryRead(body);
                else
                    Assert.Null(handshake.Take((LinkFrameKind)header[4], body, answers));
                foreach (var answer in answers)
                    await stream.WriteAsync(answer);
            }

            if (presence.Cluster is { } cluster && presence.Members.Single(member => member.Epoch == presence.Epoch) is { } own)
                return (cluster.SystemName, int.Parse(own.Address.AsSpan(own.Address.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(tries < 200, "it is no member in time");
            await Task.Delay(50);
        }
    }

    public sealed class Trap
    {
        private static int _made;

        public Trap() => Interlocked.Increment(ref _made);

        public static int Made => Volatile.Read(ref _made);
    }

    private sealed class Deployed : ReceiveActor;
}

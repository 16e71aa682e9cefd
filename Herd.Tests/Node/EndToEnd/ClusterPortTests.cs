using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
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

    private readonly ProcessHerd _herd = new(ProcessHerd.Pair);

    public void Dispose() => _herd.Dispose();

    [Fact]
    public async Task A_plain_Akka_program_reaches_nothing_and_is_told_of_once()
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        var ada = await LookAtAsync("pair", _herd.PortOf("Ada", "link-port"));
        using var hostile = ActorSystem.Create(ada.System, ConfigurationFactory.ParseString(
            """
            akka {
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            }
            """).WithFallback(Quiet));

        var hostileCluster = AttackAndJoin(hostile, new Address("akka.tcp", ada.System, "127.0.0.1", ada.Port!.Value));

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
        var ada = await LookAtAsync("pair", _herd.PortOf("Ada", "link-port"));
        using var hostile = LetIn("pair", ada);
        using var inbox = Inbox.Create(hostile);
        hostile.EventStream.Subscribe(inbox.Receiver, typeof(AssociatedEvent));

        Attack(hostile, ada);
        var associated = Assert.IsType<AssociatedEvent>(await inbox.ReceiveAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ada, associated.RemoteAddress);
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
        using var herd = new ProcessHerd(ProcessHerd.Pair, "--set", "herd.link.secret=" + FakeNode.Secret);
        herd.StartAll();
        await herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
        var ada = await LookAtAsync("pair", herd.PortOf("Ada", "link-port"), FakeNode.Secret);
        using var hostile = LetIn("pair", ada, secret, ProviderSelection.Cluster.Instance);

        var hostileCluster = AttackAndJoin(hostile, ada);

        await herd["Ada"].AwaitErrorAsync("the same secret of the herd 'pair'");
        await herd.AssertUnharmedAsync();
        Assert.Single(herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(hostileCluster.State.Members);
        await herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);
    }

    /// <summary>By Akka.Remote's serializers: its own messages, other actors' life and death, objects of any type.</summary>
    [Theory]
    [InlineData(16, "PP", "")]
    [InlineData(16, "K", "")]
    [InlineData(22, "Akka.Dispatch.SysMsg.Terminate, Akka", "")]
    [InlineData(22, "Akka.Dispatch.SysMsg.Suspend, Akka", "")]
    [InlineData(2, "Google.Protobuf.WellKnownTypes.Empty, Google.Protobuf", "")]
    [InlineData(17, "S", "a string")]
    [InlineData(1, "Herd.Tests.Node.EndToEnd.ClusterPortTests+Trap, Herd.Tests", "{}")]
    [InlineData(1, "", """{"$type":"Herd.Tests.Node.EndToEnd.ClusterPortTests+Trap, Herd.Tests"}""")]
    public async Task A_peer_that_the_herd_lets_in_gets_only_clusters_messages_through(int serializer, string manifest, string message)
    {
        await using var herd = await RunningHerd.StartOneAsync();
        using var peer = await ClusterPeer.ConnectAsync("goloman", await LookAtAsync("goloman", herd.LinksOf("Goloman").Port));
        await peer.SendAsync(peer.Association);
        await peer.AwaitReadAsync();
        var made = Trap.Made;

        foreach (var path in new[] { "/user/observer", "/user", "/system", "/system/cluster/core/daemon", "/system/cluster/heartbeatReceiver", "/remote" })
            await peer.SendAsync(peer.Envelope(path, serializer, manifest, System.Text.Encoding.ASCII.GetBytes(message)));

        // Its heartbeats are answered, so the receiver lives.
        await peer.AwaitReadAsync();
        Assert.Equal(made, Trap.Made);
        Assert.Equal("", herd.Error);
    }

    /// <summary>Unreachable members hold up newcomers, and only nodes of the herd are seen and can be removed.</summary>
    [Fact]
    public async Task A_member_that_is_no_node_of_the_herd_holds_up_nobody()
    {
        _herd.Start("Ada");
        await _herd.Statuses.AwaitMembersAsync(["Ada"], 1);
        using (var peer = await ClusterPeer.ConnectAsync("pair", await LookAtAsync("pair", _herd.PortOf("Ada", "link-port"))))
        {
            await peer.SendAsync(peer.Association);
            await peer.SendAsync(peer.Join);
            await peer.AwaitReadAsync();
        }

        _herd.Start("Bo");

        await _herd.AssertUnharmedAsync();
        Assert.All(_herd.Processes, process => Assert.Equal("", process.Error));
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

    private static ActorSystem LetIn(string herd, Address target, string secret = "", ProviderSelection? provider = null)
    {
        var port = new ClusterPort("127.0.0.1", FreePorts.Take(), new NodeIdentity(herd, "Evil", 1), secret, NodeCertificate.MakeTemporary, _ => { });
        return ActorSystem.Create(target.System, ActorSystemSetup.Create(
            new HerdTransportSetup(port),
            BootstrapSetup.Create()
                .WithActorRefProvider(provider ?? ProviderSelection.Remote.Instance)
                .WithConfig(ConfigurationFactory.ParseString(HerdTransportSetup.Config).WithFallback(Quiet))));
    }

    private static Akka.Cluster.Cluster AttackAndJoin(ActorSystem hostile, Address target)
    {
        Attack(hostile, target);
        var cluster = Akka.Cluster.Cluster.Get(hostile);
        cluster.Join(target);
        cluster.Down(target);
        return cluster;
    }

    private static void Attack(ActorSystem hostile, Address target)
    {
        foreach (var path in new[] { "/user/observer", "/user", "/system/cluster/core/daemon", "/system", "/" })
        {
            var selection = hostile.ActorSelection($"{target}{path}");
            selection.Tell(PoisonPill.Instance);
            selection.Tell(Kill.Instance);
            selection.Tell(new Trap());
        }

        hostile.ActorOf(Props.Create<Deployed>().WithDeploy(new Deploy(new RemoteScope(target))), "deployed");
    }

    /// <summary>Visits a node to learn the address of its actor system in the cluster.</summary>
    internal static async Task<Address> LookAtAsync(string herd, int linkPort, string secret = "")
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
                var (kind, body) = await LinkFrame.ReadAsync(stream, LinkFrame.MaxLength, default) ?? throw new IOException("closed");
                List<ReadOnlyMemory<byte>> answers = [];
                if (kind == LinkFrameKind.Presence)
                    presence = Presence.TryRead(body);
                else
                    Assert.Null(handshake.Take(kind, body, answers));
                foreach (var answer in answers)
                    await stream.WriteAsync(answer);
            }

            // There are two of it while its membership before still leaves.
            if (presence.Cluster is { } cluster && presence.Members.Where(member => member.Epoch == presence.Epoch).ToList() is [var own])
                return Address.Parse($"akka.herd://{cluster.SystemName}@{own.Address}");
            Assert.True(tries < 1200, $"it is no member in time, or twice: {presence}");
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

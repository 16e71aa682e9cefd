using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using Herd.Node.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Herd.Tests.Node.Logging;

public sealed class AkkaLoggingTests
{
    private const string Membership =
        """
        akka {
          actor.provider = cluster
          cluster {
            downing-provider-class = ""
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            failure-detector { heartbeat-interval = 100ms, acceptable-heartbeat-pause = 500ms }
          }
          # A member that can't be reached: the phases run out, and are warned of.
          coordinated-shutdown.phases {
            cluster-leave.timeout = 200ms
            cluster-exiting.timeout = 200ms
            cluster-exiting-done.timeout = 200ms
          }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringWriter _written = new();
    private readonly TextWriter _error;

    public AkkaLoggingTests() => _error = TextWriter.Synchronized(_written);

    private string[] Lines
    {
        get
        {
            // A synchronized writer locks itself.
            lock (_error)
                return $"{_written}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [Fact]
    public async Task A_line_has_time_level_node_and_text_and_nothing_more()
    {
        using var host = await StartAsync(akka => akka.WithHerdLogging());
        var system = host.Services.GetRequiredService<ActorSystem>();

        system.Log.Warning("no link with {Peer}: {Reason}", "Bo", "it is gone");
        Akka.Event.Logging.GetLogger(system, "somebody").Error(new InvalidOperationException("why"), "broken");
        await AwaitAsync(() => Lines.Length == 2);

        Assert.Matches(@"^\d\d:\d\d:\d\d warning Wilkes: no link with Bo: it is gone$", Lines[0]);
        Assert.Matches(@"^\d\d:\d\d:\d\d error Wilkes: broken: InvalidOperationException: why$", Lines[1]);
        await host.StopAsync();
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public async Task An_actor_that_fails_is_told_on_one_line()
    {
        using var host = await StartAsync(akka => akka.WithHerdLogging());

        host.Services.GetRequiredService<ActorSystem>().ActorOf(Props.Create(() => new Failing()), "failing").Tell("now");
        await AwaitAsync(() => Lines.Length > 0);

        Assert.Matches(@"^\d\d:\d\d:\d\d error Wilkes: InvalidOperationException: on purpose \(in Failing\.OnReceive", Assert.Single(Lines));
        await host.StopAsync();
    }

    [Fact]
    public async Task The_herd_file_may_ask_for_another_level()
    {
        using var host = await StartAsync(akka => akka.AddHocon("akka.loglevel = ERROR", HoconAddMode.Prepend).WithHerdLogging());
        var system = host.Services.GetRequiredService<ActorSystem>();

        system.Log.Warning("quiet");
        system.Log.Error("loud");
        await AwaitAsync(() => Lines.Length > 0);

        Assert.EndsWith(" loud", Assert.Single(Lines), StringComparison.Ordinal);
        Assert.Equal("OFF", system.Settings.StdoutLogLevel);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_peer_that_goes_and_a_caller_that_is_none_are_not_told_in_Akkas_terms()
    {
        using var host = await StartAsync(akka => akka.WithMembershipLogging().WithRemoting("127.0.0.1", 0).WithActorRefProvider(ProviderSelection.Cluster.Instance).AddHocon(Membership, HoconAddMode.Append));
        var system = host.Services.GetRequiredService<ActorSystem>();
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress);
        var peer = ActorSystem.Create(system.Name, Akka.Configuration.ConfigurationFactory.ParseString(
            """
            akka { loglevel = OFF, stdout-loglevel = OFF, remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 } }
            """).WithFallback(Membership));
        await Akka.Cluster.Cluster.Get(peer).JoinAsync(cluster.SelfAddress);
        await AwaitAsync(() => cluster.State.Members.Count == 2);

        await SendGarbageAsync(cluster.SelfAddress.Port!.Value);
        // A peer that uses another address for this node.
        peer.ActorSelection($"akka.tcp://{system.Name}@localhost:{cluster.SelfAddress.Port}/user/nobody").Tell("hello");
        // Ends without leaving.
        await ((RemoteActorRefProvider)((ExtendedActorSystem)peer).Provider).Transport.Shutdown();
        await AwaitAsync(() => cluster.State.Unreachable.Count == 1);
        await peer.Terminate();
        Akka.Event.Logging.GetLogger(system, "herd").Warning("told");
        await AwaitAsync(() => Lines.Length > 0);
        await host.StopAsync();

        Assert.EndsWith(" told", Assert.Single(Lines), StringComparison.Ordinal);
    }

    private static async Task SendGarbageAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var garbage = new byte[1000];
        new Random(1).NextBytes(garbage);
        await client.GetStream().WriteAsync(garbage);
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    private async Task<IHost> StartAsync(Action<AkkaConfigurationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Warning).AddProvider(new StandardErrorLogger("Wilkes", _error));
        builder.Services.AddAkka("membership", (akka, _) => configure(akka));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Failing : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("on purpose");
    }
}

using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using Akka.Serialization.Wire;
using Xunit;

namespace Akka.Remote.Tests;

/// <summary>A system meets another whose version of the protocol it doesn't speak.</summary>
public sealed class OtherVersionTests : IAsyncLifetime
{
    private const string Told = "one system speaks version 99 of the protocol of remoting, the other system speaks 1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] OtherHello = Frame.Of(FrameKind.Hello, new WireWriter().Raw("akka"u8).Unsigned(99).Written);

    private readonly ActorSystem _system = ActorSystem.Create("here", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          log-dead-letters = off
          loggers = []
          actor.provider = remote
          remote.retry-gate-closed-for = 50ms
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """))));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task One_that_calls_is_told_why_it_is_refused_and_so_is_the_log_once()
    {
        var warnings = Warnings();
        for (var i = 0; i < 3; i++)
            Assert.Contains(Told, await CallAsync(OtherHello), StringComparison.Ordinal);

        Assert.Contains(Told, await warnings.NextAsync(), StringComparison.Ordinal);
        // Another reason: what came before it was all that was told of the version.
        await CallAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Contains("doesn't speak the protocol", await warnings.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_called_and_refuses_is_a_warning_with_its_reason()
    {
        var warnings = Warnings();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        _system.ActorSelection($"akka.tcp://there@{other.LocalEndpoint}/user/nobody").Tell("hello");
        using (var called = await other.AcceptSocketAsync().WaitAsync(Patience))
        {
            await called.ReceiveAsync(new byte[4096]);
            await called.SendAsync(Frame.Refuse(new RefusedException(Told, RefusalKind.Protocol)));
        }

        Assert.Contains($"it says: {Told}", await warnings.NextAsync(), StringComparison.Ordinal);
    }

    private async Task<string> CallAsync(byte[] hello)
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, ((ExtendedActorSystem)_system).Provider.DefaultAddress.Port!.Value);
        await caller.GetStream().WriteAsync(hello);
        using var reader = new StreamReader(caller.GetStream());
        try
        {
            return await reader.ReadToEndAsync().WaitAsync(Patience);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private WarningQueue Warnings()
    {
        var queue = new WarningQueue();
        var listener = _system.ActorOf(Props.Create(() => new Listener(queue)));
        _system.EventStream.Subscribe(listener, typeof(Warning));
        return queue;
    }

    private sealed class WarningQueue
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Add(string line) => _lines.Writer.TryWrite(line);

        public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(WarningQueue queue) => Receive<Warning>(warning => queue.Add($"{warning.Message}"));
    }
}

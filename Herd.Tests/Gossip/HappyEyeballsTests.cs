using System.Net;
using System.Net.Sockets;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public sealed class HappyEyeballsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _giveUp = new(Patience);

    public void Dispose() => _giveUp.Dispose();

    [Fact]
    public async Task It_connects_to_an_address()
    {
        using var listener = Listen(IPAddress.Loopback);

        using var socket = await HappyEyeballs.ConnectAsync("127.0.0.1", PortOf(listener), _giveUp.Token);

        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_keeps_nobody_from_the_next()
    {
        using var silent = new SilentListener();
        using var listener = Listen(IPAddress.Parse("127.0.0.2"), silent.Port);

        using var socket = await HappyEyeballs.ConnectAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], silent.Port, _giveUp.Token);

        Assert.Equal(IPAddress.Parse("127.0.0.2"), ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task An_address_that_refuses_keeps_nobody_from_the_next()
    {
        using var listener = Listen(IPAddress.Parse("127.0.0.2"));

        using var socket = await HappyEyeballs.ConnectAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], PortOf(listener), _giveUp.Token);

        Assert.Equal(IPAddress.Parse("127.0.0.2"), ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task When_nobody_listens_the_first_reason_is_told()
    {
        int port;
        using (var listener = Listen(IPAddress.Loopback))
            port = PortOf(listener);

        var fault = await Assert.ThrowsAsync<SocketException>(() => HappyEyeballs.ConnectAsync("127.0.0.1", port, _giveUp.Token));

        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    [Fact]
    public async Task A_name_without_an_address_is_told() =>
        await Assert.ThrowsAsync<SocketException>(() => HappyEyeballs.ConnectAsync("no.such.host.invalid", 1, _giveUp.Token));

    [Fact]
    public async Task It_gives_up_when_it_is_told_to()
    {
        using var silent = new SilentListener();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HappyEyeballs.ConnectAsync("127.0.0.1", silent.Port, soon.Token));
    }

    /// <summary>The kernel may give the caller the very port that it calls, and then connects the socket with itself.</summary>
    [Fact]
    public async Task Nobody_is_connected_with_itself()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var itself = (IPEndPoint)bound.LocalEndPoint!;
        await bound.ConnectAsync(itself, _giveUp.Token);

        Assert.Throws<SocketException>(() => HappyEyeballs.RefuseItself(bound));
    }

    private static Socket Listen(IPAddress address, int port = 0)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
        return socket;
    }

    private static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Its backlog is full, so new callers get no answer to their SYN.</summary>
    private sealed class SilentListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _callers = [];

        public SilentListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(1);
            for (var i = 0; i < 8; i++)
            {
                var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _callers.Add(caller);
                try
                {
                    caller.Connect(_listener.LocalEndPoint!);
                }
                catch (SocketException)
                {
                    // It is on its way.
                }
            }
        }

        public int Port => PortOf(_listener);

        public void Dispose()
        {
            _callers.ForEach(caller => caller.Dispose());
            _listener.Dispose();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Gossip;
using Herd.Actors.Tls;
using Herd.Node.Tls;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>Accepts neighbours' connections. Starts once they were heard, so that clients get no older locations than theirs.</summary>
/// <remarks>Not in Kestrel, whose stop waits for connections: links end later, with the actor system.</remarks>
/// <param name="tls">Null: links have no TLS.</param>
internal sealed class LinkListener(NodeListenerFactory factory, NodePort port, IRequiredActor<GossipActor> gossip, NodeTls? tls) : IHostedService
{
    /// <summary>Concurrent TLS handshakes; further callers are closed at once.</summary>
    private const int MaxHandshakes = 64;

    /// <summary>For a neighbour that has much to send. A silent one isn't waited for this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private NodeListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _handshakes;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = factory.Listen(port);
        _accepting = tls is null ? AcceptAsync(_listener) : AcceptTlsAsync(_listener, tls);
        try
        {
            await gossip.ActorRef.Ask<GossipActor.NeighboursHeard>(GossipActor.AwaitNeighbours.Instance, Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // Serve, and catch up later.
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync(NodeListener listener)
    {
        while (await listener.AcceptSocketAsync(CancellationToken.None).ConfigureAwait(false) is { } socket)
        {
            try
            {
                gossip.ActorRef.Tell(new GossipActor.Called(new PipeLinkConnection(new StreamConnection(socket))), ActorRefs.NoSender);
            }
            catch (SocketException)
            {
                // The caller has gone.
                socket.Dispose();
            }
        }
    }

    private async Task AcceptTlsAsync(NodeListener listener, NodeTls tls)
    {
        while (await listener.AcceptSocketAsync(CancellationToken.None).ConfigureAwait(false) is { } socket)
            _ = TakeAsync(socket, tls.Current);
    }

    private async Task TakeAsync(Socket socket, NodeCertificate own)
    {
        var address = AddressOf(socket);
        try
        {
            if (Interlocked.Increment(ref _handshakes) > MaxHandshakes)
            {
                socket.Dispose();
                return;
            }

            using var patience = new CancellationTokenSource(MutualTls.HandshakeTimeout);
            var (stream, peer) = await MutualTls.AcceptAsync(socket, own, "link ports", patience.Token).ConfigureAwait(false);
            gossip.ActorRef.Tell(new GossipActor.Called(new PipeLinkConnection(new StreamConnection(socket, stream), peer)), ActorRefs.NoSender);
        }
        catch (ChannelRefusedException refusal)
        {
            // A caller that only connects and leaves isn't reported.
            if (!refusal.IsClosed)
                gossip.ActorRef.Tell(new LinkRefused(address, $"a caller from {address}", refusal.Message), ActorRefs.NoSender);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, or took too long.
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }
    }

    private static string AddressOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is IPEndPoint { Address: var address } ? $"{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}" : "?";
        }
        catch (SocketException)
        {
            return "?";
        }
    }
}

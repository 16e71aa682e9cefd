using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
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
    /// <summary>For a neighbour that has much to send. A silent one isn't waited for this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Those in a TLS handshake. Gossip counts again while they prove themselves.</summary>
    private readonly UnprovenCallers _handshaking = new();

    private NodeListener? _listener;
    private Task _accepting = Task.CompletedTask;

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
                gossip.ActorRef.Tell(new GossipActor.Called(new PipeLinkConnection(new LinkSocket(socket))), ActorRefs.NoSender);
            }
            catch (IOException)
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
        if (RemoteAddress.Of(socket) is not { } remote)
        {
            // It is gone already.
            socket.Dispose();
            return;
        }

        var address = ClientAddress.Of(remote);
        if (_handshaking.TryAdd(address) is { } tooMany)
        {
            socket.Dispose();
            gossip.ActorRef.Tell(new LinkRefused($"{address}", $"{address}", tooMany), ActorRefs.NoSender);
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(MutualTls.HandshakeTimeout);
            var (stream, peer) = await MutualTls.AcceptAsync(socket, own, "link ports", patience.Token).ConfigureAwait(false);
            gossip.ActorRef.Tell(new GossipActor.Called(new PipeLinkConnection(new LinkSocket(socket, stream), peer)), ActorRefs.NoSender);
        }
        catch (ChannelRefusedException refusal)
        {
            // A caller that only connects and leaves isn't reported.
            if (!refusal.IsClosed)
                gossip.ActorRef.Tell(new LinkRefused($"{remote.Address.Unmapped()}", $"a caller from {remote.Address.Unmapped()}", refusal.Message), ActorRefs.NoSender);
        }
        catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, or took too long.
            socket.Dispose();
        }
        finally
        {
            _handshaking.Remove(address);
        }
    }
}

using System.Net.Sockets;
using Akka.Actor;
using Herd.Actors.Tls;

namespace Herd.Actors.Gossip;

/// <summary>Connects over TCP, or over TLS.</summary>
/// <param name="certificate">Gives this node's present certificate; null: links have no TLS.</param>
public sealed class SocketLinkConnector(
    Func<NodeCertificate>? certificate = null, Func<Neighbour, CancellationToken, Task<Socket>>? dial = null) : ILinkConnector
{
    private readonly Func<Neighbour, CancellationToken, Task<Socket>> _dial =
        dial ?? ((neighbour, cancellation) => HappyEyeballs.ConnectAsync(neighbour.Host, neighbour.Port, cancellation));

    public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) =>
        ConnectAsync(neighbour, timeout).PipeTo(replyTo);

    private async Task<object> ConnectAsync(Neighbour neighbour, TimeSpan timeout)
    {
        using var giveUp = new CancellationTokenSource(timeout);
        try
        {
            return new LinkConnected(await LinkAsync(await _dial(neighbour, giveUp.Token).ConfigureAwait(false)).ConfigureAwait(false));
        }
        catch (ChannelRefusedException refusal)
        {
            return new LinkNotConnected(refusal.Message, IsRefusal: !refusal.IsClosed);
        }
        catch (Exception fault)
        {
            return new LinkNotConnected(
                fault is OperationCanceledException ? $"no answer for {timeout.TotalSeconds:0.#} s" : fault.Message,
                IsAbsent: fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused });
        }
    }

    private async Task<LinkConnection> LinkAsync(Socket socket)
    {
        try
        {
            if (certificate is null)
                return new PipeLinkConnection(new LinkSocket(socket));
            using var patience = new CancellationTokenSource(MutualTls.HandshakeTimeout);
            var (stream, peer) = await MutualTls.CallAsync(socket, certificate(), "link ports", patience.Token).ConfigureAwait(false);
            return new PipeLinkConnection(new LinkSocket(socket, stream), peer);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net.Sockets;
using Akka.Actor;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Herd.Actors.Gossip;

/// <summary>Connects to neighbours over TCP, with the pipes that Kestrel gives the connections that it accepts.</summary>
public sealed class SocketLinkConnector : ILinkConnector, IDisposable
{
    private readonly SocketConnectionContextFactory _contexts =
        new(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, NullLogger.Instance);

    public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) =>
        ConnectAsync(neighbour, timeout).PipeTo(replyTo);

    public void Dispose() => _contexts.Dispose();

    private async Task<object> ConnectAsync(Neighbour neighbour, TimeSpan timeout)
    {
        using var giveUp = new CancellationTokenSource(timeout);
        try
        {
            var socket = await Dialer.ConnectAsync(neighbour.Host, neighbour.Port, giveUp.Token).ConfigureAwait(false);
            return new LinkConnected(new PipeLinkConnection(_contexts.Create(socket)));
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ArgumentException)
        {
            return new LinkNotConnected(
                fault is OperationCanceledException ? $"no answer for {timeout.TotalSeconds:0.#} s" : fault.Message,
                IsRefused: fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused });
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Accepts connections on a port of a node. The lack of file descriptors doesn't stop it.</summary>
internal sealed class NodeListener(
    NodePort port, Socket socket, SocketConnectionContextFactory connections, ILogger logger)
    : IConnectionListener
{
    /// <summary>While the machine lacks file descriptors or memory, trying at once would only burn a processor.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private bool _isShort;

    public EndPoint EndPoint => port;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                accepted.NoDelay = true;
                _isShort = false;
                return connections.Create(accepted);
            }
            catch (Exception fault) when (fault is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException fault) when (IsShortage(fault.SocketErrorCode))
            {
                TellOnce(fault);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // Whoever connected has gone again.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsShortage(SocketError error) =>
        error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;

    private void TellOnce(SocketException fault)
    {
        if (_isShort)
            return;
        _isShort = true;
        logger.LogWarning(
            "can't accept connections on {EndPoint} for now: {Reason}; raise the limit of open files (ulimit -n), or lower herd.client.max-connections",
            port, fault.Message);
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Accepts connections on one of a node's ports. A shortage of file descriptors doesn't stop it.</summary>
internal sealed class NodeListener(
    NodePort port, Socket socket, bool isForClients, Func<Socket, ConnectionContext> connect, ILogger logger)
    : IConnectionListener
{
    /// <summary>Retrying at once during a shortage would only burn a processor.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private long _nextWarning;

    public EndPoint EndPoint => port;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await AcceptSocketAsync(cancellationToken).ConfigureAwait(false) is { } accepted ? connect(accepted) : null;

    /// <returns>Null: the port is closed.</returns>
    public async ValueTask<Socket?> AcceptSocketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Lets queued work of existing connections run first, so that a burst of new ones doesn't delay it.
            await Task.Yield();
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (OpenFiles.AreShortFor(accepted, isForClients))
                {
                    accepted.Dispose();
                    Warn("too many open files");
                }
                else if (IsPrepared(accepted))
                {
                    return accepted;
                }
            }
            catch (Exception fault) when (fault is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException fault) when (IsShortage(fault.SocketErrorCode))
            {
                Warn(fault.Message);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The caller has gone.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <returns>False: the caller has gone.</returns>
    private bool IsPrepared(Socket accepted)
    {
        try
        {
            accepted.NoDelay = true;
            if (isForClients)
                ClientSocket.Prepare(accepted);
            return true;
        }
        catch (SocketException)
        {
            accepted.Dispose();
            return false;
        }
    }

    private static bool IsShortage(SocketError error) =>
        error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable;

    private void Warn(string reason)
    {
        var now = Environment.TickCount64;
        if (now < _nextWarning)
            return;
        _nextWarning = now + (long)WarningInterval.TotalMilliseconds;
        logger.LogWarning(
            "no more connections on {EndPoint} for now: {Reason}; raise the limit (ulimit -n), or lower herd.client.max-connections",
            port, reason);
    }
}

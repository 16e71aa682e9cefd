using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Accepts connections on a port of a node. The lack of file descriptors doesn't stop it.</summary>
/// <param name="port">The port.</param>
/// <param name="socket">Listens on it.</param>
/// <param name="isForClients">It is the port for clients.</param>
/// <param name="connect">Makes a connection of a socket.</param>
/// <param name="logger">Warnings.</param>
internal sealed class NodeListener(
    NodePort port, Socket socket, bool isForClients, Func<Socket, ConnectionContext> connect, ILogger logger)
    : IConnectionListener
{
    /// <summary>While the machine lacks file descriptors or memory, trying at once would only burn a processor.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private long _nextWarning;

    public EndPoint EndPoint => port;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await AcceptSocketAsync(cancellationToken).ConfigureAwait(false) is { } accepted ? connect(accepted) : null;

    /// <summary>Waits for a connection. Null: the port is closed.</summary>
    public async ValueTask<Socket?> AcceptSocketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Behind what is waiting to be done for connections that are there: a burst of new ones must not hold it up.
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

    /// <returns>False: whoever connected has gone again.</returns>
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

using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>
/// Makes listeners of a node's ports, for Kestrel and for links. Their connections have Kestrel's own pipes, but for those
/// of clients.
/// </summary>
/// <param name="clients">The port for clients.</param>
/// <param name="logger">Warnings.</param>
internal sealed class NodeListenerFactory(NodePort clients, ILogger<NodeListenerFactory> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, logger);

    public bool CanBind(EndPoint endpoint) => endpoint is NodePort;

    /// <exception cref="Settings.SettingsException">The port is taken.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(Listen((NodePort)endpoint));

    /// <exception cref="Settings.SettingsException">The port is taken.</exception>
    public NodeListener Listen(NodePort port) =>
        new(port, port.Listen(), port == clients, port == clients ? socket => new ClientSocket(socket) : _connections.Create, logger);

    /// <summary>Only when no connection is left: they share its memory.</summary>
    public void Dispose() => _connections.Dispose();
}

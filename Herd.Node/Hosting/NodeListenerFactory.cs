using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Makes listeners for all ports. Client connections are <see cref="ClientSocket"/>s, HTTP's Kestrel's own.</summary>
internal sealed class NodeListenerFactory(NodePort clients, ILogger<NodeListenerFactory> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, logger);

    public bool CanBind(EndPoint endpoint) => endpoint is NodePort;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(Listen((NodePort)endpoint));

    /// <exception cref="Settings.SettingsException">The port is taken.</exception>
    public NodeListener Listen(NodePort port) =>
        new(port, port.Listen(), port == clients, port == clients ? socket => new ClientSocket(socket) : _connections.Create, logger);

    /// <summary>Only call when no connection is left: they share its memory.</summary>
    public void Dispose() => _connections.Dispose();
}

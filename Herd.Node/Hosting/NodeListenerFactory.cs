using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Makes listeners of a node's ports, for Kestrel and for links, whose connections have Kestrel's own pipes.</summary>
internal sealed class NodeListenerFactory(ILogger<NodeListenerFactory> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true }, logger);

    public bool CanBind(EndPoint endpoint) => endpoint is NodePort;

    /// <exception cref="Settings.SettingsException">The port is taken.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var port = (NodePort)endpoint;
        return ValueTask.FromResult<IConnectionListener>(new NodeListener(port, port.Listen(), _connections, logger));
    }

    /// <summary>Only when no connection is left: they share its memory.</summary>
    public void Dispose() => _connections.Dispose();
}

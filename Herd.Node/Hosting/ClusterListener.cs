using Herd.Actors.Membership.Transport;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>Listens on the cluster port while the node runs, independent of its membership.</summary>
internal sealed class ClusterListener(NodeListenerFactory factory, NodePort port, ClusterPort cluster) : IHostedService
{
    private NodeListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = factory.Listen(port);
        _accepting = AcceptAsync(_listener);
        return Task.CompletedTask;
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
            _ = cluster.TakeAsync(socket);
    }
}

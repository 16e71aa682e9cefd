using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Gossip;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>
/// Listens for neighbours and hands their connections to Gossip. Not Kestrel's: a stopping Kestrel waits for its
/// connections to end, and links end with the actor system, after the last client. It has started when the neighbours
/// that are there were heard: clients that come after it see no older location than others told them.
/// </summary>
internal sealed class LinkListener(NodeListenerFactory factory, NodePort port, IRequiredActor<GossipActor> gossip) : IHostedService
{
    /// <summary>A node serves whoever is gone, so it doesn't wait for long for a neighbour that says nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private IConnectionListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = await factory.BindAsync(port, cancellationToken).ConfigureAwait(false);
        _accepting = AcceptAsync(_listener);
        try
        {
            await gossip.ActorRef.Ask<GossipActor.NeighboursHeard>(GossipActor.AwaitNeighbours.Instance, Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // Serve, and catch up when the neighbour speaks.
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync(IConnectionListener listener)
    {
        while (await listener.AcceptAsync().ConfigureAwait(false) is { } connection)
            gossip.ActorRef.Tell(new GossipActor.Called(new PipeLinkConnection(connection)), ActorRefs.NoSender);
    }
}

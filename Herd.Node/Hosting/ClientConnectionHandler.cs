using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;

namespace Herd.Node.Hosting;

internal sealed class ClientConnectionHandler(ActorSystem system, IRequiredActor<ClientListener> clients) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        // With TLS, the connection was counted before the handshake.
        var accept = connection.Features.Get<ClientListener.Accept>() ?? new ClientListener.Accept(connection);
        connection.Features.Set<ClientListener.Accept>(null);
        clients.ActorRef.Tell(accept, ActorRefs.NoSender);
        // A terminated actor system answers nobody. One that is terminating still completes what it accepted.
        return system.WhenTerminated.IsCompleted ? Task.CompletedTask : accept.Done;
    }
}

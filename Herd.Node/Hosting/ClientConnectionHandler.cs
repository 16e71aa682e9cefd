using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;

namespace Herd.Node.Hosting;

/// <summary>Hands the connections of clients to their actors.</summary>
internal sealed class ClientConnectionHandler(ActorSystem system, IRequiredActor<ClientListener> clients) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        // With TLS it counts already.
        var accept = connection.Features.Get<ClientListener.Accept>() ?? new ClientListener.Accept(connection);
        connection.Features.Set<ClientListener.Accept>(null);
        clients.ActorRef.Tell(accept, ActorRefs.NoSender);
        // An actor system that has ended answers nobody; one that ends finishes all whom it has taken in.
        return system.WhenTerminated.IsCompleted ? Task.CompletedTask : accept.Done;
    }
}

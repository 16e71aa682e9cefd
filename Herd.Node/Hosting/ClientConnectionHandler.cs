using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
using Microsoft.AspNetCore.Connections;

namespace Herd.Node.Hosting;

/// <summary>Hands the connections of clients to their actors.</summary>
internal sealed class ClientConnectionHandler(ActorSystem system, IRequiredActor<ClientListener> clients) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var accept = new ClientListener.Accept(connection);
        clients.ActorRef.Tell(accept, ActorRefs.NoSender);
        await Task.WhenAny(accept.Done, system.WhenTerminated).ConfigureAwait(false);
    }
}

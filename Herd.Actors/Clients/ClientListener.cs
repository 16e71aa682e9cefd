using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>Takes in the connections of clients: a child <c>conn-n</c> for each, which ends with its connection.</summary>
/// <param name="services">What the connections share.</param>
public sealed class ClientListener(ClientServices services) : UntypedActor
{
    private long _accepted;
    private int _open;

    public static Props Props(ClientServices services) => Akka.Actor.Props.Create(() => new ClientListener(services));

    /// <summary>A connection that fails is closed, and the others don't notice.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accept accept when _open >= services.Settings.MaxConnections:
                services.Log.Note($"connection refused: as many are open as herd.client.max-connections allows, {_open}");
                accept.Connection.Abort();
                accept.Finish();
                break;
            case Accept accept:
                Open(accept);
                break;
            case Ended:
                _open--;
                break;
            case GetConnections:
                Sender.Tell(_open);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open(Accept accept)
    {
        var number = ++_accepted;
        _open++;
        var props = Akka.Actor.Props.Create(typeof(ClientConnection), number, accept, services);
        Context.ActorOf(props, $"conn-{number}");
    }

    /// <summary>Told by a connection's actor as the last thing it does.</summary>
    internal sealed record Ended : IDeadLetterSuppression
    {
        public static Ended Instance { get; } = new();
    }

    /// <summary>Asks how many connections are open, an <see cref="int"/>.</summary>
    public sealed record GetConnections
    {
        public static GetConnections Instance { get; } = new();
    }

    /// <summary>
    /// A client connected. The host that accepted it keeps the connection until <see cref="Done"/>, and disposes of it
    /// then; nobody but the child reads or writes it meanwhile. A listener that has stopped never answers: a host
    /// waits for its actor system's end as well.
    /// </summary>
    /// <param name="connection">With a transport that waits for data before it takes buffers, best.</param>
    public sealed class Accept(ConnectionContext connection)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConnectionContext Connection { get; } = connection;

        /// <summary>Complete when everything was written that will be. Never fails.</summary>
        public Task Done => _done.Task;

        internal void Finish() => _done.TrySetResult();
    }
}

using Akka.Actor;
using Akka.Event;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>Takes in the connections of clients: a child <c>conn-n</c> for each, which ends with its connection.</summary>
/// <param name="services">What the connections share.</param>
public sealed class ClientListener(ClientServices services) : UntypedActor, IWithTimers
{
    /// <summary>The shortest time between two looks at who is idle, which else is a quarter of the time-out.</summary>
    private static readonly TimeSpan MinIdleInterval = TimeSpan.FromSeconds(1);

    private static readonly object IdleCheck = ClientSignal.IdleCheck;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly OpenConnections _open = new(services.Settings, services.Clock);
    private long _accepted;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClientServices services) => Akka.Actor.Props.Create(() => new ClientListener(services));

    /// <summary>A connection that fails is closed, and the others don't notice.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        var timeout = services.Settings.IdleTimeout;
        if (timeout == TimeSpan.Zero)
            return;
        // One timer for all: each connection's own would cost memory while it is idle.
        var interval = timeout / 4 > MinIdleInterval ? timeout / 4 : MinIdleInterval;
        Timers.StartPeriodicTimer(IdleCheck, IdleCheck, interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accept accept:
                Take(accept);
                break;
            case Ended ended:
                OnEnded(ended.Accept);
                break;
            case ClientSignal.IdleCheck:
                foreach (var connection in Context.GetChildren())
                    connection.Tell(IdleCheck, ActorRefs.NoSender);
                break;
            case GetConnections:
                Sender.Tell(_open.Count);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(Accept accept)
    {
        if (!_open.TryAdd(accept.Address, out var reason))
        {
            Refuse(accept, reason);
            return;
        }

        var props = Akka.Actor.Props.Create(typeof(ClientConnection), ++_accepted, accept, services);
        // Told whatever ends the child, also when it couldn't be made.
        Context.WatchWith(Context.ActorOf(props, $"conn-{_accepted}"), new Ended(accept));
    }

    private void Refuse(Accept accept, string? reason)
    {
        if (reason is not null)
        {
            services.Log.Note(reason);
            _log.Warning("{0}", reason);
        }

        accept.Connection.Abort();
        accept.Finish();
    }

    private void OnEnded(Accept accept)
    {
        _open.Remove(accept.Address);
        if (accept.Done.IsCompleted)
            return;
        // The child didn't come to close it.
        accept.Connection.Abort();
        accept.Finish();
    }

    /// <summary>A connection's actor is gone.</summary>
    private sealed record Ended(Accept Accept);

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

        public ClientAddress Address { get; } = ClientAddress.Of(connection.RemoteEndPoint);

        /// <summary>Complete when everything was written that will be. Never fails.</summary>
        public Task Done => _done.Task;

        internal void Finish() => _done.TrySetResult();
    }
}

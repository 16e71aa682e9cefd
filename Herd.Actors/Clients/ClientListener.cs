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
            case Announce announce:
                announce.Accept.Admit(TryCount(announce.Accept));
                break;
            case Withdraw withdraw:
                Uncount(withdraw.Accept);
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
        if (accept.CountedBy is null && !TryCount(accept))
        {
            accept.Connection.Abort();
            accept.Finish();
            return;
        }

        var props = Akka.Actor.Props.Create(typeof(ClientConnection), ++_accepted, accept, services);
        // Told whatever ends the child, also when it couldn't be made.
        Context.WatchWith(Context.ActorOf(props, $"conn-{_accepted}"), new Ended(accept));
    }

    /// <returns>False: it is one too many.</returns>
    private bool TryCount(Accept accept)
    {
        if (_open.TryAdd(accept.Address, out var reason))
        {
            accept.CountedBy = _open;
            return true;
        }

        if (reason is not null)
        {
            services.Log.Note(reason);
            _log.Warning("{0}", reason);
        }

        return false;
    }

    private void Uncount(Accept accept)
    {
        // Not if this actor was started anew meanwhile.
        if (accept.CountedBy == _open)
            _open.Remove(accept.Address);
        accept.CountedBy = null;
    }

    private void OnEnded(Accept accept)
    {
        Uncount(accept);
        if (accept.Done.IsCompleted)
            return;
        // The child didn't come to close it.
        accept.Connection.Abort();
        accept.Finish();
    }

    /// <summary>
    /// A connection is there and can't be read yet, for its TLS handshake is still to come. It counts from now on; either
    /// <see cref="Withdraw"/> or the <see cref="Accept"/> itself follows.
    /// </summary>
    public sealed record Announce(Accept Accept);

    /// <summary>A connection that was announced and admitted has ended before it could be read.</summary>
    public sealed record Withdraw(Accept Accept);

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
        private TaskCompletionSource<bool>? _admission;

        public ConnectionContext Connection { get; } = connection;

        public ClientAddress Address { get; } = ClientAddress.Of(connection.RemoteEndPoint);

        /// <summary>Complete when everything was written that will be. Never fails.</summary>
        public Task Done => _done.Task;

        /// <summary>To be asked for before <see cref="Announce"/>: complete when it is dealt with; false: the connection is one too many.</summary>
        public Task<bool> IsAdmitted => (_admission ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        internal OpenConnections? CountedBy { get; set; }

        internal void Admit(bool isAdmitted) => _admission?.TrySetResult(isAdmitted);

        internal void Finish() => _done.TrySetResult();
    }
}

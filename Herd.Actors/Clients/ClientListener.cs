using Akka.Actor;
using Akka.Event;
using Herd.Actors.Access;
using Herd.Actors.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>Takes in the connections of clients: a child <c>conn-n</c> for each, which ends with its connection.</summary>
/// <param name="services">The node's.</param>
public sealed class ClientListener(ClientServices services) : UntypedActor, IWithTimers
{
    /// <summary>Idle connections are looked for four times in the time-out, but not more often than this.</summary>
    private static readonly TimeSpan MinIdleInterval = TimeSpan.FromSeconds(1);

    private static readonly object IdleCheck = ClientConnection.Signal.IdleCheck;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly OpenConnections _open = new(services.Settings, services.Clock);
    private readonly ToldAddresses _wrongKeys = new(services.Clock);
    private long _accepted;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClientServices services) => Akka.Actor.Props.Create(() => new ClientListener(services));

    /// <summary>A connection that fails is closed, and the others don't notice.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        services.Telemetry.Connections = 0;
        var timeout = services.Settings.IdleTimeout;
        if (timeout == TimeSpan.Zero)
            return;
        // One timer for all: one each would cost memory while they are idle.
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
            case KeyRefused refused when _wrongKeys.IsNew(refused.Address):
                Warn($"a wrong key is refused, from {refused.Address} (herd.access.keys)");
                break;
            case KeyRefused:
                break;
            case ClientConnection.Signal.IdleCheck:
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
        // Watched, because a child that couldn't be made doesn't run PostStop.
        Context.WatchWith(Context.ActorOf(props, $"conn-{_accepted}"), new Ended(accept));
    }

    /// <returns>False: it is one too many.</returns>
    private bool TryCount(Accept accept)
    {
        if (_open.TryAdd(accept.Address, out var reason))
        {
            accept.CountedBy = _open;
            services.Telemetry.Connections = _open.Count;
            return true;
        }

        services.Telemetry.Refused(RefusalReason.TooManyConnections);
        if (reason is not null)
            Warn(reason);
        return false;
    }

    private void Warn(string line)
    {
        services.Log.Note(line);
        _log.Warning("{0}", line);
    }

    private void Uncount(Accept accept)
    {
        // Not if this actor was started anew meanwhile.
        if (accept.CountedBy == _open)
            _open.Remove(accept.Address);
        accept.CountedBy = null;
        services.Telemetry.Connections = _open.Count;
    }

    private void OnEnded(Accept accept)
    {
        Uncount(accept);
        if (accept.Done.IsCompleted)
            return;
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

    /// <summary>Somebody showed a key that is nobody's, on whichever port.</summary>
    public sealed record KeyRefused(ClientAddress Address);

    private sealed record Ended(Accept Accept);

    /// <summary>Asks how many connections are open, an <see cref="int"/>.</summary>
    public sealed record GetConnections
    {
        public static GetConnections Instance { get; } = new();
    }

    /// <summary>
    /// A client connected. The host keeps the connection until <see cref="Done"/>, and then disposes of it; only the child
    /// reads and writes it. A listener that has stopped never answers, so a host waits for its actor system's end as well.
    /// </summary>
    /// <param name="connection">Its transport had better wait for data before it takes buffers.</param>
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

/// <summary>What the connections of a node share.</summary>
/// <param name="ServerName">The node's name as bytes, 1 to 255.</param>
/// <param name="Registry">Speaks <c>Locations/RegistryProtocol.cs</c>.</param>
/// <param name="Places">Answers <see cref="Herd.Actors.Places.FindPlaces"/>.</param>
/// <param name="Settings">Of this node's clients.</param>
/// <param name="Clock">Tells the receipt time, once for all that came in one read.</param>
/// <param name="Log">Gets each line that came and each answer that went.</param>
/// <param name="IsFull">Whether no new client's location may be stored; null: never. Asked by any thread.</param>
/// <param name="Keys">Who may say and ask what; null: everybody everything.</param>
/// <param name="Telemetry">The node's; null: nobody looks.</param>
public sealed record ClientServices(
    ReadOnlyMemory<byte> ServerName,
    IActorRef Registry,
    IActorRef Places,
    ClientSettings Settings,
    TimeProvider Clock,
    IMessageLog Log,
    Func<bool>? IsFull = null,
    AccessKeys? Keys = null,
    NodeTelemetry? Telemetry = null)
{
    public AccessKeys Keys { get; } = Keys ?? AccessKeys.None;

    public NodeTelemetry Telemetry { get; } = Telemetry ?? new NodeTelemetry("");
}

using Akka.Actor;
using Akka.Event;
using Herd.Actors.Access;
using Herd.Actors.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>Accepts connections of clients; each gets a child <c>conn-n</c>.</summary>
public sealed class ClientListener(ClientServices services) : UntypedActor, IWithTimers
{
    /// <summary>Idle connections are checked four times per time-out, but at most this often.</summary>
    private static readonly TimeSpan MinIdleInterval = TimeSpan.FromSeconds(1);

    private static readonly object IdleCheck = ClientConnection.Signal.IdleCheck;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly OpenConnections _open = new(services.Settings, services.Clock);
    private readonly ToldAddresses _wrongKeys = new(services.Clock);
    private long _accepted;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClientServices services) => Akka.Actor.Props.Create(() => new ClientListener(services));

    /// <summary>A failed connection is closed without effect on others.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        services.Telemetry.Connections = 0;
        var timeout = services.Settings.IdleTimeout;
        if (timeout == TimeSpan.Zero)
            return;
        // One timer for all connections saves memory.
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
        // Watched, since PostStop doesn't run for a child that fails in its constructor.
        Context.WatchWith(Context.ActorOf(props, $"conn-{_accepted}"), new Ended(accept));
    }

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
        // The count is another one if this actor was restarted meanwhile.
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

    /// <summary>A connection before its TLS handshake. It counts until <see cref="Withdraw"/>, or until its Accept ends.</summary>
    public sealed record Announce(Accept Accept);

    public sealed record Withdraw(Accept Accept);

    /// <summary>A wrong key was sent, on any port.</summary>
    public sealed record KeyRefused(ClientAddress Address);

    private sealed record Ended(Accept Accept);

    /// <summary>Answered with an <see cref="int"/>.</summary>
    public sealed record GetConnections
    {
        public static GetConnections Instance { get; } = new();
    }

    /// <summary>
    /// A new connection, which the host disposes of after <see cref="Done"/>. Only the child reads and writes it. A stopped listener never
    /// completes it, so the host has to wait for the actor system's end, too.
    /// </summary>
    /// <param name="connection">Its transport should wait for data before it rents buffers.</param>
    public sealed class Accept(ConnectionContext connection)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<bool>? _admission;

        public ConnectionContext Connection { get; } = connection;

        public ClientAddress Address { get; } = ClientAddress.Of(connection.RemoteEndPoint);

        /// <summary>Never fails.</summary>
        public Task Done => _done.Task;

        /// <summary>Get it before <see cref="Announce"/> is sent. False: the connection is one too many.</summary>
        public Task<bool> IsAdmitted => (_admission ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        internal OpenConnections? CountedBy { get; set; }

        internal void Admit(bool isAdmitted) => _admission?.TrySetResult(isAdmitted);

        internal void Finish() => _done.TrySetResult();
    }
}

/// <param name="ServerName">The node's name as 1 to 255 bytes.</param>
/// <param name="IsFull">Whether no new client fits; null: never. Thread-safe.</param>
/// <param name="Keys">Null: everybody may do everything.</param>
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

using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>Remoting over TCP: an <see cref="Association"/> for each address.</summary>
internal sealed class Remoting : RemoteTransport
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Address, Association> _associations = new();
    private readonly EventPublisher _publisher;
    private readonly TcpTransport _tcp;
    private readonly CancellationTokenSource _stopped = new();
    private Address? _address;
    private int _shutdown;

    public Remoting(ExtendedActorSystem system, RemoteActorRefProvider provider)
        : base(system, provider)
    {
        Settings = provider.RemoteSettings;
        Transport = new TransportSettings(Settings.Config);
        Inbound = new InboundDispatcher(system, provider, Log);
        _publisher = new EventPublisher(system, Log, Settings.RemoteLifecycleEventsLogLevel);
        _tcp = new TcpTransport(this);
    }

    public RemoteSettings Settings { get; }

    public TransportSettings Transport { get; }

    public InboundDispatcher Inbound { get; }

    /// <summary>Of this incarnation of the system.</summary>
    public int Uid { get; private set; }

    public long GateMilliseconds => (long)Settings.RetryGateClosedFor.TotalMilliseconds;

    public override ISet<Address> Addresses => _address is null ? new HashSet<Address>() : new HashSet<Address> { _address };

    public override Address DefaultAddress => _address ?? throw new InvalidOperationException("Remoting hasn't started yet.");

    public override void Start()
    {
        Uid = AddressUidExtension.Uid(System);
        _address = _tcp.Bind();
        _ = _tcp.AcceptAsync(_stopped.Token);
        _ = TickAsync();
        Publish(new RemotingListenEvent([_address]));
    }

    public override void Send(object message, IActorRef? sender, RemoteActorRef recipient)
    {
        if (Settings.LogSend)
            Log.Debug("Sending {0} to [{1}]", message.GetType(), recipient.Path);
        To(recipient.Path.Address).Send(message, sender, recipient);
    }

    public override Address LocalAddressForRemote(Address remote) => DefaultAddress;

    public override void Quarantine(Address address, int? uid) => To(address).Quarantine(uid);

    public override async Task Shutdown()
    {
        if (Interlocked.Exchange(ref _shutdown, 1) != 0)
            return;
        _tcp.StopListening();
        await Within(Settings.FlushWait, _associations.Values.Select(a => a.FlushAsync())).ConfigureAwait(false);
        foreach (var association in _associations.Values)
            association.Close();
        await Within(Settings.ShutdownTimeout, [_tcp.AllEnded()]).ConfigureAwait(false);
        foreach (var association in _associations.Values)
            association.Abort();
        await _stopped.CancelAsync().ConfigureAwait(false);
        Publish(new RemotingShutdownEvent());

        static Task Within(TimeSpan limit, IEnumerable<Task> tasks) => Task.WhenAny(Task.WhenAll(tasks), Task.Delay(limit));
    }

    public Association To(Address remote) => _associations.GetOrAdd(remote, static (address, remoting) => new Association(remoting, address), this);

    public Task DialAsync(Association association) => _tcp.DialAsync(association, _stopped.Token);

    public void Publish(RemotingLifecycleEvent e) => _publisher.Publish(e);

    public void PublishDialFailed(Address remote, Exception cause) =>
        Publish(new AssociationErrorEvent(
            new RemoteTransportException($"{cause.Message}. It is gated for {GateMilliseconds} ms: messages to it are dead letters", cause),
            DefaultAddress,
            remote,
            false,
            LogLevel.WarningLevel));

    public void ToDeadLetters(object message, IActorRef? sender, IActorRef recipient) =>
        System.DeadLetters.Tell(new DeadLetter(message, sender, recipient), sender);

    /// <summary>A message as an <see cref="Envelope"/>; null, and a line in the log, if that can't be.</summary>
    public byte[]? Write(object message, IActorRef? sender, IActorRef recipient)
    {
        try
        {
            var content = Envelope.Write(System, message, sender, recipient);
            // Length and number of the frame come before it.
            if (content.Length + 16 <= Transport.MaximumFrameSize)
                return content;
            var oversized = new OversizedPayloadException(
                $"Discarding oversized payload sent to {recipient}: max allowed size {Transport.MaximumFrameSize} bytes, actual size of encoded {message.GetType()} was {content.Length} bytes.");
            Log.Error(oversized, "{0}", oversized.Message);
            return null;
        }
        catch (Exception e)
        {
            Log.Error(e, "Dropping a message of type [{0}] to [{1}] that can't be serialized: {2}", message.GetType(), recipient.Path, e.Message);
            return null;
        }
    }

    private async Task TickAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TickInterval);
            while (await timer.WaitForNextTickAsync(_stopped.Token).ConfigureAwait(false))
            {
                foreach (var association in _associations.Values)
                    association.Tick();
            }
        }
        catch (OperationCanceledException)
        {
            // Remoting has ended.
        }
    }
}

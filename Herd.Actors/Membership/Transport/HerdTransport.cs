using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace Herd.Actors.Membership.Transport;

public sealed class HerdTransportSetup(ClusterPort port) : Setup
{
    public ClusterPort Port { get; } = port;

    public const string Config =
        """
        akka.remote {
          enabled-transports = ["akka.remote.herd"]
          herd {
            transport-class = "Herd.Actors.Membership.Transport.HerdTransport, Herd.Actors"
            applied-adapters = []
            transport-protocol = herd
          }
        }
        """;
}

/// <summary>Akka.Remote over the <see cref="ClusterPort"/>. Peers are proved first, and a failed handshake affects nothing else.</summary>
public sealed class HerdTransport : Akka.Remote.Transport.Transport
{
    private readonly ClusterPort _port;
    private readonly Address _address;
    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Akka.Remote needs this signature.</summary>
    public HerdTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        SchemeIdentifier = "herd";
        MaximumPayloadBytes = SecureChannel.MaxFrameLength / 2;
        _port = system.Settings.Setup.Get<HerdTransportSetup>().Value.Port;
        _address = new Address(SchemeIdentifier, system.Name, IncarnationHost.Make(_port.Host), _port.Port);
    }

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        _port.Add(NameOf(_address), this);
        return Task.FromResult((_address, _listener));
    }

    public override bool IsResponsibleFor(Address remote) => true;

    /// <exception cref="InvalidAssociationException">No connection with that node could be made.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        try
        {
            var channel = await _port.CallAsync(IncarnationHost.HostOf(remoteAddress.Host), remoteAddress.Port!.Value, NameOf(remoteAddress)).ConfigureAwait(false);
            return new Association(_address, remoteAddress, channel, _stop.Token);
        }
        catch (Exception fault) when (ClusterPort.IsOfTheOtherSide(fault) || fault is ArgumentException)
        {
            throw new InvalidAssociationException(fault.Message);
        }
    }

    public override async Task<bool> Shutdown()
    {
        _port.Remove(NameOf(_address), this);
        await _stop.CancelAsync().ConfigureAwait(false);
        return true;
    }

    internal void Take(SecureChannel channel, IPEndPoint remote)
    {
        if (!_listener.Task.IsCompletedSuccessfully)
        {
            channel.Dispose();
            return;
        }

        var from = new Address(SchemeIdentifier, System.Name, remote.Address.ToString(), remote.Port);
        _listener.Task.Result.Notify(new InboundAssociation(new Association(_address, from, channel, _stop.Token)));
    }

    /// <summary>Identifies one of the actor systems that a node has had.</summary>
    private static string NameOf(Address address) => $"{address.System}@{address.Host}";

    private sealed class Association : AssociationHandle
    {
        /// <summary>Frames in the queue. When it is full, Akka.Remote holds the next ones back and tries again.</summary>
        private const int MaxPending = 1000;

        private readonly SecureChannel _channel;
        private readonly CancellationTokenSource _end;
        private readonly Task _writing;
        private readonly Channel<ByteString> _pending = global::System.Threading.Channels.Channel.CreateBounded<ByteString>(
            new BoundedChannelOptions(MaxPending) { SingleReader = true });

        public Association(Address local, Address remote, SecureChannel channel, CancellationToken stop)
            : base(local, remote)
        {
            _channel = channel;
            _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _writing = WriteAsync();
            _ = ReadAsync();
        }

        public override bool Write(ByteString payload) => _pending.Writer.TryWrite(payload);

        /// <summary>Frames that are queued are still sent.</summary>
        [Obsolete("Akka.Remote marks it so, and calls it.")]
        public override void Disassociate() => _pending.Writer.TryComplete();

        private async Task WriteAsync()
        {
            try
            {
                await foreach (var payload in _pending.Reader.ReadAllAsync(_end.Token).ConfigureAwait(false))
                    await _channel.WriteAsync(payload.Memory, _end.Token).ConfigureAwait(false);
            }
            catch (Exception fault) when (ClusterPort.IsOfTheOtherSide(fault))
            {
                // ReadAsync reports it.
            }

            await _end.CancelAsync().ConfigureAwait(false);
        }

        private async Task ReadAsync()
        {
            IHandleEventListener? listener = null;
            try
            {
                listener = await ReadHandlerSource.Task.WaitAsync(_end.Token).ConfigureAwait(false);
                while (await _channel.ReadAsync(_end.Token).ConfigureAwait(false) is { } payload)
                    listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(payload)));
            }
            catch (Exception fault) when (ClusterPort.IsOfTheOtherSide(fault))
            {
                // Reported below.
            }

            await _end.CancelAsync().ConfigureAwait(false);
            _pending.Writer.TryComplete();
            _channel.Dispose();
            listener?.Notify(new Disassociated(DisassociateInfo.Unknown));
            await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Else it would stay registered with the transport.
            _end.Dispose();
        }
    }
}

using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Carries messages to other systems and back.</summary>
public abstract class RemoteTransport
{
    protected RemoteTransport(ExtendedActorSystem system, RemoteActorRefProvider provider)
    {
        System = system;
        Provider = provider;
        Log = Logging.GetLogger((LoggingBus)system.EventStream, "remoting");
    }

    public ExtendedActorSystem System { get; }

    public RemoteActorRefProvider Provider { get; }

    public ILoggingAdapter Log { get; set; }

    /// <summary>Under which others reach this system; there when <see cref="Start"/> has returned.</summary>
    public abstract ISet<Address> Addresses { get; }

    public abstract Address DefaultAddress { get; }

    /// <exception cref="RemoteTransportException">It can't listen.</exception>
    public abstract void Start();

    /// <summary>Sends what is queued, tells the others, and ends.</summary>
    public abstract Task Shutdown();

    /// <summary>Never blocks.</summary>
    public abstract void Send(object message, IActorRef? sender, RemoteActorRef recipient);

    /// <summary>The address of this system that is used towards another.</summary>
    public abstract Address LocalAddressForRemote(Address remote);

    /// <summary>Gives up an incarnation of another system for good.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="uid">Which; null if that was never heard: then its address is only gated.</param>
    public abstract void Quarantine(Address address, int? uid);
}

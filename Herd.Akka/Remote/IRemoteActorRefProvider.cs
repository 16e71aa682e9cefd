using Akka.Actor;

namespace Akka.Remote;

/// <summary>A provider that knows other systems.</summary>
public interface IRemoteActorRefProvider : IActorRefProvider
{
    RemoteSettings RemoteSettings { get; }

    RemoteTransport Transport { get; }

    IActorRef RemoteWatcher { get; }

    /// <summary>Whether an address is this system's.</summary>
    bool HasAddress(Address address);

    IActorRef InternalResolveActorRef(string path);

    /// <summary>As ResolveActorRef; a reference to another system speaks under the given address of this one.</summary>
    IInternalActorRef ResolveActorRefWithLocalAddress(string path, Address localAddress);

    /// <inheritdoc cref="RemoteTransport.Quarantine"/>
    void Quarantine(Address address, int? uid);
}

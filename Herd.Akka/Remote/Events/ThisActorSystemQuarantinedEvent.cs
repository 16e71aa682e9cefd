using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Another system has quarantined this one.</summary>
public sealed class ThisActorSystemQuarantinedEvent : RemotingLifecycleEvent
{
    public ThisActorSystemQuarantinedEvent(Address localAddress, Address remoteAddress)
    {
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
    }

    public Address LocalAddress { get; }

    public Address RemoteAddress { get; }

    public override LogLevel LogLevel() => Akka.Event.LogLevel.WarningLevel;

    public override string ToString() =>
        $"The remote system [{RemoteAddress}] has quarantined this system [{LocalAddress}]. No further associations to the remote system are possible until this system is restarted.";
}

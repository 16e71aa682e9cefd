using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>A connection with another system is there.</summary>
public sealed class AssociatedEvent : AssociationEvent
{
    public AssociatedEvent(Address localAddress, Address remoteAddress, bool inbound)
    {
        EventName = "Associated";
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        IsInbound = inbound;
    }

    public override Address LocalAddress { get; set; }

    public override Address RemoteAddress { get; set; }

    public override bool IsInbound { get; set; }

    public override LogLevel LogLevel() => Akka.Event.LogLevel.DebugLevel;
}

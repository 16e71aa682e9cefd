using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>A connection with another system has ended.</summary>
public sealed class DisassociatedEvent : AssociationEvent
{
    public DisassociatedEvent(Address localAddress, Address remoteAddress, bool inbound)
    {
        EventName = "Disassociated";
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        IsInbound = inbound;
    }

    public override Address LocalAddress { get; set; }

    public override Address RemoteAddress { get; set; }

    public override bool IsInbound { get; set; }

    public override LogLevel LogLevel() => Akka.Event.LogLevel.DebugLevel;
}

using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>A connection with another system couldn't be made, or broke.</summary>
public sealed class AssociationErrorEvent : AssociationEvent
{
    private readonly LogLevel _level;

    public AssociationErrorEvent(Exception cause, Address localAddress, Address remoteAddress, bool inbound, LogLevel level)
    {
        EventName = "AssociationError";
        Cause = cause;
        LocalAddress = localAddress;
        RemoteAddress = remoteAddress;
        IsInbound = inbound;
        _level = level;
    }

    public Exception Cause { get; }

    public override Address LocalAddress { get; set; }

    public override Address RemoteAddress { get; set; }

    public override bool IsInbound { get; set; }

    public override LogLevel LogLevel() => _level;

    public override string ToString() => $"{base.ToString()}: Error [{Cause.Message}]";
}

using Akka.Actor;

namespace Akka.Remote;

/// <summary>Something happened to the connection with another system.</summary>
public abstract class AssociationEvent : RemotingLifecycleEvent
{
    protected string EventName = "";

    public abstract Address LocalAddress { get; set; }

    public abstract Address RemoteAddress { get; set; }

    /// <summary>The other one called.</summary>
    public abstract bool IsInbound { get; set; }

    public override string ToString() => $"{EventName} [{LocalAddress}] {(IsInbound ? "<-" : "->")} {RemoteAddress}";
}

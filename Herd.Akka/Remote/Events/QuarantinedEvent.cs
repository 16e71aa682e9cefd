using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>An incarnation of another system was given up for good: nothing is sent to it or taken from it any more.</summary>
public sealed class QuarantinedEvent : RemotingLifecycleEvent
{
    public QuarantinedEvent(Address address, int uid)
    {
        Address = address;
        Uid = uid;
    }

    public Address Address { get; }

    public int Uid { get; }

    public override LogLevel LogLevel() => Akka.Event.LogLevel.WarningLevel;

    public override string ToString() =>
        $"Association to [{Address}] having UID [{Uid}] is irrecoverably failed. UID is now quarantined and all messages to this UID will be delivered to dead letters. Remote actor system must be restarted to recover from this situation.";
}

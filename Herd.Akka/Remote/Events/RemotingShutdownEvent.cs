using Akka.Event;

namespace Akka.Remote;

/// <summary>Remoting has ended.</summary>
public sealed class RemotingShutdownEvent : RemotingLifecycleEvent
{
    public override LogLevel LogLevel() => Akka.Event.LogLevel.InfoLevel;

    public override string ToString() => "Remoting shut down";
}

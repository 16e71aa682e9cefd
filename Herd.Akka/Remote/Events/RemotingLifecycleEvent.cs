using Akka.Event;

namespace Akka.Remote;

/// <summary>Something happened to remoting; published on the event stream, and logged.</summary>
public abstract class RemotingLifecycleEvent
{
    public abstract LogLevel LogLevel();
}

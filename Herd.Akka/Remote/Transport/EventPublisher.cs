using Akka.Actor;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>Publishes what happens to remoting on the event stream, and logs it.</summary>
internal sealed class EventPublisher(ActorSystem system, ILoggingAdapter log, string fromLevel)
{
    // Null: nothing is logged.
    private readonly LogLevel? _from = fromLevel == "OFF" ? null : Logging.LogLevelFor(fromLevel);

    public void Publish(RemotingLifecycleEvent e)
    {
        system.EventStream.Publish(e);
        if (e.LogLevel() >= _from && log.IsEnabled(e.LogLevel()))
            log.Log(e.LogLevel(), null, e.ToString()!);
    }
}

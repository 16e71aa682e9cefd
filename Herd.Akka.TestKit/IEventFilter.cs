using Akka.Event;

namespace Akka.TestKit;

/// <summary>Picks log events.</summary>
public interface IEventFilter
{
    /// <summary>True if the event is one of its: it isn't logged then.</summary>
    bool Apply(LogEvent logEvent);
}

using Akka.Actor;

namespace Akka.TestKit.TestEvent;

/// <summary>Published on the event stream: log events that these filters pick are not to be logged.</summary>
public sealed class Mute : INoSerializationVerificationNeeded
{
    public Mute(params IEventFilter[] filters)
        : this((IReadOnlyCollection<IEventFilter>)filters)
    {
    }

    public Mute(IReadOnlyCollection<IEventFilter> filters) => Filters = filters;

    public IReadOnlyCollection<IEventFilter> Filters { get; }
}

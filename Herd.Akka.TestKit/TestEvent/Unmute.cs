using Akka.Actor;

namespace Akka.TestKit.TestEvent;

/// <summary>Published on the event stream: these filters are not in use any more.</summary>
public sealed class Unmute : INoSerializationVerificationNeeded
{
    public Unmute(params IEventFilter[] filters)
        : this((IReadOnlyCollection<IEventFilter>)filters)
    {
    }

    public Unmute(IReadOnlyCollection<IEventFilter> filters) => Filters = filters;

    public IReadOnlyCollection<IEventFilter> Filters { get; }
}

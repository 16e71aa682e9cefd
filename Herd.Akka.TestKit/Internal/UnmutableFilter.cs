using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Ends what it stands for, once.</summary>
internal sealed class UnmutableFilter : IUnmutableFilter
{
    private readonly ActorSystem _system;
    private EventFilterBase[]? _filters;

    public UnmutableFilter(EventFilterBase[] filters, ActorSystem system)
    {
        _filters = filters;
        _system = system;
    }

    public void Unmute()
    {
        if (Interlocked.Exchange(ref _filters, null) is { } filters)
            _system.EventStream.Publish(new Unmute(filters));
    }

    public void Dispose() => Unmute();
}

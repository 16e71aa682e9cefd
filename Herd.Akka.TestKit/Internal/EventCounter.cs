using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Counts what filters pick, on the logger's thread.</summary>
internal sealed class EventCounter : IDisposable
{
    private readonly EventFilterBase[] _filters;
    private int _count;

    public EventCounter(EventFilterBase[] filters)
    {
        _filters = filters;
        foreach (var filter in _filters)
            filter.EventMatched += CountEvent;
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>There are as many as expected, or, if none is, there is one.</summary>
    public bool IsDecided(int expected) => Count >= Math.Max(expected, 1);

    public void Dispose()
    {
        foreach (var filter in _filters)
            filter.EventMatched -= CountEvent;
    }

    private void CountEvent(LogEvent logEvent) => Interlocked.Increment(ref _count);
}

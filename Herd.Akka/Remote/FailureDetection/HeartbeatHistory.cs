using System.Collections.Immutable;

namespace Akka.Remote;

/// <summary>The newest intervals between heartbeats, in milliseconds, with their mean and deviation at hand. Immutable.</summary>
internal sealed class HeartbeatHistory
{
    private readonly int _capacity;
    private readonly ImmutableQueue<long> _intervals;
    private readonly int _count;
    private readonly long _sum;
    private readonly double _squares;

    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public HeartbeatHistory(int capacity)
        : this(capacity, [], 0, 0, 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
    }

    private HeartbeatHistory(int capacity, ImmutableQueue<long> intervals, int count, long sum, double squares)
    {
        _capacity = capacity;
        _intervals = intervals;
        _count = count;
        _sum = sum;
        _squares = squares;
    }

    public double Mean => (double)_sum / _count;

    public double StandardDeviation => Math.Sqrt(Math.Max(0, (_squares / _count) - (Mean * Mean)));

    /// <summary>With one interval more, and without the oldest when there are more than the capacity.</summary>
    public HeartbeatHistory Add(long interval)
    {
        if (_count < _capacity)
            return new HeartbeatHistory(_capacity, _intervals.Enqueue(interval), _count + 1, _sum + interval, _squares + ((double)interval * interval));
        var rest = _intervals.Dequeue(out var oldest);
        return new HeartbeatHistory(
            _capacity,
            rest.Enqueue(interval),
            _count,
            _sum + interval - oldest,
            _squares + ((double)interval * interval) - ((double)oldest * oldest));
    }
}

using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time goes by only when the test says so. Set <c>akka.scheduler.implementation =
/// "Akka.TestKit.TestScheduler, Akka.TestKit"</c>, and cast the system's scheduler to this.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler, IVirtualTime
{
    // By time, then in the order in which it was scheduled.
    private readonly PriorityQueue<Item, (long Due, long Order)> _items = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _scheduled;

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
    }

    /// <summary>The time, as far as it has been advanced; at first, that of the system's start.</summary>
    public DateTimeOffset Now => _now;

    /// <summary>Real time, that isn't advanced.</summary>
    public TimeSpan MonotonicClock => TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <inheritdoc cref="MonotonicClock"/>
    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    public IAdvancedScheduler Advanced => this;

    TimeSpan IVirtualTime.Elapsed => TimeSpan.FromTicks(_now.UtcTicks);

    protected DateTimeOffset TimeNow => _now;

    /// <summary>
    /// Lets time go by, then sends and runs, on this thread, what has become due, in order of time. What is repeated is done once,
    /// and is due again its interval from the new time. What gets scheduled meanwhile waits for the next time, due or not.
    /// </summary>
    public void Advance(TimeSpan offset)
    {
        foreach (var item in TakeDue(offset))
        {
            if (item.IsCancelled)
                continue;
            item.Run();
            if (item.Interval is { } interval && !item.IsCancelled)
                Schedule(interval, item);
        }
    }

    /// <summary>Lets time go by until then. See <see cref="Advance"/>.</summary>
    /// <exception cref="InvalidOperationException">It is past then.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < _now)
            throw new InvalidOperationException($"You can't reverse time: it is {_now:O}, past {when:O}.");
        Advance(when - _now);
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Schedule(delay, new Item(() => receiver.Tell(message, sender), null, cancelable));

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        Schedule(initialDelay, new Item(() => receiver.Tell(message, sender), interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Schedule(delay, new Item(action, null, cancelable));

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Schedule(initialDelay, new Item(action, interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run, null);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) => ScheduleOnce(delay, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, Item item)
    {
        lock (_items)
            _items.Enqueue(item, ((_now + delay).UtcTicks, _scheduled++));
    }

    private List<Item> TakeDue(TimeSpan offset)
    {
        lock (_items)
        {
            _now += offset;
            if (!_items.TryPeek(out _, out var first) || first.Due > _now.UtcTicks)
                return Nothing;
            var due = new List<Item>();
            while (_items.TryPeek(out _, out var next) && next.Due <= _now.UtcTicks)
                due.Add(_items.Dequeue());
            return due;
        }
    }

    private static readonly List<Item> Nothing = [];

    private sealed record Item(Action Run, TimeSpan? Interval, ICancelable? Cancelable)
    {
        public bool IsCancelled => Cancelable?.IsCancellationRequested == true;
    }
}

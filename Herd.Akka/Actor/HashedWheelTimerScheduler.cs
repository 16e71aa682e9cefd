using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using Akka.Actor.Scheduler;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: a wheel of slots, each for one tick of <c>akka.scheduler.tick-duration</c>, and a thread that goes round
/// it. Putting in and taking out cost the same however much is scheduled; nothing goes off early, and all up to a tick late. The
/// thread sleeps while nothing is scheduled.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _tick;
    private readonly LinkedList<ScheduledWork>[] _wheel;
    private readonly ConcurrentQueue<ScheduledWork> _added = new();
    private readonly ConcurrentQueue<ScheduledWork> _cancelled = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Action<ScheduledWork> _cancel;
    private readonly Thread _thread;
    private long _now;
    private int _scheduled;
    private int _asleep;
    private volatile bool _stopped;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _tick = scheduler.GetTimeSpan("tick-duration", TimeSpan.FromMilliseconds(10));
        var slots = BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, scheduler.GetInt("ticks-per-wheel", 512)));
        _wheel = [.. Enumerable.Range(0, (int)slots).Select(_ => new LinkedList<ScheduledWork>())];
        _cancel = Cancelled;
        _thread = new Thread(Go) { IsBackground = true, Name = "hashed-wheel-timer" };
        _thread.Start();
    }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_started);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(_started);

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        InternalScheduleOnce(delay, new ScheduledTell(receiver, message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable) =>
        InternalScheduleRepeatedly(initialDelay, interval, new ScheduledTell(receiver, message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        InternalScheduleOnce(delay, new ActionRunnable(action), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(new ScheduledWork(action, MonotonicClock + delay, null, cancelable));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        InternalScheduleRepeatedly(initialDelay, interval, new ActionRunnable(action), cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Add(new ScheduledWork(action, MonotonicClock + initialDelay, interval, cancelable));

    private void Add(ScheduledWork work)
    {
        if (work.IsCancelled)
            return;
        if (_stopped)
            throw new SchedulerException("cannot enqueue after timer shutdown");
        _added.Enqueue(work);
        work.WhenCancelled(_cancel);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) == 1)
            _wake.Set();
    }

    private void Cancelled(ScheduledWork work)
    {
        if (!_stopped)
            _cancelled.Enqueue(work);
    }

    private void Go()
    {
        while (!_stopped)
        {
            Transfer();
            if (_scheduled == 0)
                Sleep();
            else
                WaitForTick();
            if (_stopped)
                return;
            Transfer();
            for (var target = (long)(MonotonicClock / _tick); _now < target && !_stopped;)
                Pass(++_now);
        }
    }

    /// <summary>Until something is scheduled. The wheel is empty, so the ticks in between can be left out.</summary>
    private void Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        if (_added.IsEmpty && !_stopped)
            _wake.WaitOne();
        Volatile.Write(ref _asleep, 0);
        _now = Math.Max(_now, (long)(MonotonicClock / _tick) - 1);
    }

    private void WaitForTick()
    {
        var left = (_tick * (_now + 1)) - MonotonicClock;
        if (left > TimeSpan.Zero)
            Thread.Sleep((int)Math.Ceiling(left.TotalMilliseconds));
    }

    /// <summary>Puts what was scheduled into the wheel, and takes what was called off out of it.</summary>
    private void Transfer()
    {
        while (_added.TryDequeue(out var work))
            Put(work);
        while (_cancelled.TryDequeue(out var work))
            Take(work);
    }

    private void Put(ScheduledWork work)
    {
        if (work.IsCancelled)
            return;
        var tick = Math.Max((long)Math.Ceiling(work.Deadline / _tick), _now + 1);
        work.Place = _wheel[tick & (_wheel.Length - 1)].AddLast(work);
        _scheduled++;
    }

    private void Take(ScheduledWork work)
    {
        if (work.Place is null)
            return;
        work.Place.List!.Remove(work.Place);
        work.Place = null;
        _scheduled--;
    }

    private void Pass(long tick)
    {
        var time = _tick * tick;
        for (var node = _wheel[tick & (_wheel.Length - 1)].First; node is not null;)
        {
            var work = node.Value;
            node = node.Next;
            if (work.Deadline > time && !work.IsCancelled)
                continue;
            Take(work);
            Run(work);
            if (work.Again(MonotonicClock))
                Put(work);
        }
    }

    private void Run(ScheduledWork work)
    {
        if (work.IsCancelled)
            return;
        try
        {
            work.Run();
        }
        catch (Exception e)
        {
            Log.Error(e, "Something scheduled failed");
        }
    }
}

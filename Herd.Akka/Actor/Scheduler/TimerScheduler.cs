namespace Akka.Actor.Scheduler;

/// <summary>The timers of one instance of an actor.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, Timer> _timers = [];
    private int _generation;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, interval, interval, ActorRefs.NoSender!);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        StartPeriodicTimer(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        StartPeriodicTimer(key, msg, initialDelay, interval, ActorRefs.NoSender!);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, true, message => cell.System.Scheduler.ScheduleTellRepeatedlyCancelable(initialDelay, interval, cell.Self, message, sender));

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => StartSingleTimer(key, msg, timeout, ActorRefs.NoSender!);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) =>
        Start(key, msg, false, message => cell.System.Scheduler.ScheduleTellOnceCancelable(timeout, cell.Self, message, sender));

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>The message of a timer that has gone off; null if it no longer counts.</summary>
    public object? Open(TimerMessage message)
    {
        if (message.Owner != this || !_timers.TryGetValue(message.Key, out var timer) || timer.Generation != message.Generation)
            return null;
        if (!timer.Repeats)
            _timers.Remove(message.Key);
        return message.Message;
    }

    private void Start(object key, object message, bool repeats, Func<TimerMessage, ICancelable> schedule)
    {
        Cancel(key);
        var generation = ++_generation;
        var wrapped = message is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(this, key, generation, message)
            : new TimerMessage(this, key, generation, message);
        _timers[key] = new Timer(generation, repeats, schedule(wrapped));
    }

    private sealed record Timer(int Generation, bool Repeats, ICancelable Task);
}

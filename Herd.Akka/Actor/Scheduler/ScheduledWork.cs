using Akka.Dispatch;

namespace Akka.Actor.Scheduler;

/// <summary>Something in the wheel of a <see cref="HashedWheelTimerScheduler"/>. All but its creation happens on that one's thread.</summary>
internal sealed class ScheduledWork(IRunnable work, TimeSpan deadline, TimeSpan? interval, ICancelable? cancelable)
{
    private CancellationTokenRegistration _registration;

    /// <summary>By the scheduler's clock.</summary>
    public TimeSpan Deadline { get; private set; } = deadline;

    public bool IsCancelled => cancelable?.IsCancellationRequested ?? false;

    /// <summary>Where it is in the wheel; null when it isn't.</summary>
    public LinkedListNode<ScheduledWork>? Place { get; set; }

    /// <summary>Has <paramref name="cancelled"/> called when it is called off.</summary>
    public void WhenCancelled(Action<ScheduledWork> cancelled)
    {
        if (cancelable is not null)
            _registration = cancelable.Token.UnsafeRegister(_ => cancelled(this), null);
    }

    public void Run() => work.Run();

    /// <summary>Sets the next deadline; false if this was the last.</summary>
    public bool Again(TimeSpan now)
    {
        if (interval is not { } every || IsCancelled)
        {
            _registration.Unregister();
            return false;
        }
        Deadline += every;
        // After a pause of the whole process, what was missed isn't made up for in one go.
        if (Deadline < now)
            Deadline = now + every;
        return true;
    }
}

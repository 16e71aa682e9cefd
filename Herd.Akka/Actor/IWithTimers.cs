namespace Akka.Actor;

/// <summary>An actor with timers. They are there from PreStart on, not yet in the constructor, and end with the instance.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

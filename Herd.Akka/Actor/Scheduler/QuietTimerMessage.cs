namespace Akka.Actor.Scheduler;

/// <summary>A timer's message that doesn't put off the receive timeout.</summary>
internal sealed class QuietTimerMessage(TimerScheduler owner, object key, int generation, object message)
    : TimerMessage(owner, key, generation, message), INotInfluenceReceiveTimeout;

namespace Akka.Actor;

/// <summary>The scheduler can't take on what it was asked.</summary>
public sealed class SchedulerException : AkkaException
{
    public SchedulerException(string message)
        : base(message)
    {
    }
}

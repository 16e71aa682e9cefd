namespace Akka.Actor;

/// <summary>An actor system's clock and its messages for later.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    IAdvancedScheduler Advanced { get; }
}

namespace Akka.Actor.Internal;

/// <summary>A child, and how often it was restarted lately.</summary>
public class ChildRestartStats : IChildStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public IInternalActorRef Child { get; }

    public long Uid => Child.Path.Uid;

    public uint MaxNrOfRetriesCount { get; private set; }

    /// <summary>When the first restart that counts was; 0 when there was none.</summary>
    public long RestartTimeWindowStartTicks { get; private set; }

    /// <summary>Counts one more restart.</summary>
    /// <param name="maxNrOfRetries">Negative: no limit.</param>
    /// <param name="withinTimeMilliseconds">The time within which they count; not positive: for ever.</param>
    /// <returns>False if that is one too many.</returns>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;
        if (withinTimeMilliseconds <= 0)
            return maxNrOfRetries < 0 || ++MaxNrOfRetriesCount <= maxNrOfRetries;
        var now = (Child as LocalActorRef)?.Cell.System.Scheduler.Now.UtcTicks ?? DateTime.UtcNow.Ticks;
        if (RestartTimeWindowStartTicks == 0 || now - RestartTimeWindowStartTicks > withinTimeMilliseconds * TimeSpan.TicksPerMillisecond)
        {
            RestartTimeWindowStartTicks = now;
            MaxNrOfRetriesCount = 1;
            return true;
        }
        // A time without a number allows one restart in it.
        return ++MaxNrOfRetriesCount <= (maxNrOfRetries < 0 ? 1 : maxNrOfRetries);
    }
}

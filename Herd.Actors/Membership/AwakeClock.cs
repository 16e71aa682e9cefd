namespace Herd.Actors.Membership;

/// <summary>
/// The time that a node was awake. While it is frozen, waits for a processor, or its machine sleeps, it asks nobody and hears
/// nobody; if that counted, it would take all others for silent as soon as it runs again. Goes on only by beats.
/// </summary>
/// <param name="longestBeat">What a beat counts for at most: the interval at which the node asks.</param>
public sealed class AwakeClock(TimeSpan longestBeat)
{
    private TimeSpan? _lastBeat;

    /// <summary>Since the first beat.</summary>
    public TimeSpan Now { get; private set; }

    /// <param name="now">By a clock that never stands still.</param>
    public void Beat(TimeSpan now)
    {
        var passed = now - (_lastBeat ?? now);
        Now += passed < longestBeat ? passed : longestBeat;
        _lastBeat = now;
    }
}

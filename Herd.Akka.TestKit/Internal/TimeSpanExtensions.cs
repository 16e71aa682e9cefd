namespace Akka.TestKit.Internal;

/// <summary>Times to wait: none, some, or for ever (<see cref="Timeout.InfiniteTimeSpan"/>).</summary>
internal static class TimeSpanExtensions
{
    public static bool IsInfinite(this TimeSpan time) => time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue;

    /// <exception cref="ArgumentException">The time is below zero, or for ever.</exception>
    public static void EnsureIsFinite(this TimeSpan time, string parameter)
    {
        if (time < TimeSpan.Zero || time.IsInfinite())
            throw new ArgumentException($"The time must be finite and not below zero. It was {time}", parameter);
    }

    /// <summary>The shorter of two; for ever is the longest.</summary>
    public static TimeSpan Min(this TimeSpan time, TimeSpan other) =>
        time.IsInfinite() ? other
        : other.IsInfinite() || time < other ? time
        : other;
}

namespace Akka.Actor;

/// <summary>A scheduler's time.</summary>
public interface ITimeProvider
{
    /// <summary>UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Since some moment; never goes back.</summary>
    TimeSpan MonotonicClock { get; }

    /// <inheritdoc cref="MonotonicClock"/>
    TimeSpan HighResMonotonicClock { get; }
}

using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Takes a resource for gone when no heartbeat has come for the heartbeat interval and the acceptable pause together.</summary>
public class DeadlineFailureDetector : FailureDetector
{
    private const long Never = long.MinValue;

    private readonly Clock _clock;
    private readonly long _limit;
    private long _last = Never;

    /// <param name="acceptableHeartbeatPause">What a heartbeat may be late.</param>
    /// <param name="heartbeatInterval">How often heartbeats come.</param>
    /// <param name="clock">The clock; null for <see cref="FailureDetector.DefaultClock"/>.</param>
    /// <exception cref="ArgumentException">The interval isn't longer than zero, or the pause is negative.</exception>
    public DeadlineFailureDetector(TimeSpan acceptableHeartbeatPause, TimeSpan heartbeatInterval, Clock? clock = null)
    {
        if (heartbeatInterval <= TimeSpan.Zero)
            throw new ArgumentException("failure-detector.heartbeat-interval must be > 0s", nameof(heartbeatInterval));
        if (acceptableHeartbeatPause < TimeSpan.Zero)
            throw new ArgumentException("failure-detector.acceptable-heartbeat-pause must be >= 0s", nameof(acceptableHeartbeatPause));
        _clock = clock ?? DefaultClock;
        _limit = (long)(acceptableHeartbeatPause + heartbeatInterval).TotalMilliseconds;
    }

    /// <summary>Reads acceptable-heartbeat-pause and heartbeat-interval.</summary>
    public DeadlineFailureDetector(Config config, EventStream eventStream)
        : this(config.GetTimeSpan("acceptable-heartbeat-pause", null), config.GetTimeSpan("heartbeat-interval", null))
    {
    }

    public override bool IsAvailable => Interlocked.Read(ref _last) is var last && (last == Never || _clock() - last < _limit);

    public override bool IsMonitoring => Interlocked.Read(ref _last) != Never;

    public override void HeartBeat() => Interlocked.Exchange(ref _last, _clock());
}

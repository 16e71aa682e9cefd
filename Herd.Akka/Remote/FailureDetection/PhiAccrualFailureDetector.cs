using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// The phi accrual failure detector of Hayashibara and others (2004): phi = -log10 of the probability that a heartbeat is as
/// late as it is now, when intervals between heartbeats are distributed normally like those seen so far. Phi 1 is a
/// suspicion wrong in one of 10 cases, phi 8 in one of 100,000,000.
/// </summary>
public class PhiAccrualFailureDetector : FailureDetector
{
    private readonly double _threshold;
    private readonly double _minStdDeviation;
    private readonly double _acceptablePause;
    private readonly Clock _clock;
    private State _state;

    /// <param name="threshold">The phi from which on the resource is thought to be gone; above 0.</param>
    /// <param name="maxSampleSize">How many intervals the estimate goes by; above 0.</param>
    /// <param name="minStdDeviation">What a too regular heartbeat's deviation is taken for; above 0.</param>
    /// <param name="acceptableHeartbeatPause">A pause that raises no suspicion.</param>
    /// <param name="firstHeartbeatEstimate">The expected interval before any was seen, with a wide deviation; above 0.</param>
    /// <param name="clock">The clock; null for <see cref="FailureDetector.DefaultClock"/>.</param>
    /// <exception cref="ArgumentException">A number is outside of its range.</exception>
    public PhiAccrualFailureDetector(
        double threshold,
        int maxSampleSize,
        TimeSpan minStdDeviation,
        TimeSpan acceptableHeartbeatPause,
        TimeSpan firstHeartbeatEstimate,
        Clock? clock = null)
    {
        Require(threshold > 0, "failure-detector.threshold must be > 0", nameof(threshold));
        Require(maxSampleSize > 0, "failure-detector.max-sample-size must be > 0", nameof(maxSampleSize));
        Require(minStdDeviation > TimeSpan.Zero, "failure-detector.min-std-deviation must be > 0s", nameof(minStdDeviation));
        Require(acceptableHeartbeatPause >= TimeSpan.Zero, "failure-detector.acceptable-heartbeat-pause must be >= 0s", nameof(acceptableHeartbeatPause));
        Require(firstHeartbeatEstimate > TimeSpan.Zero, "failure-detector.heartbeat-interval must be > 0s", nameof(firstHeartbeatEstimate));
        _threshold = threshold;
        _minStdDeviation = minStdDeviation.TotalMilliseconds;
        _acceptablePause = acceptableHeartbeatPause.TotalMilliseconds;
        _clock = clock ?? DefaultClock;

        // Two intervals a quarter off the estimate: a wide guess until real ones are there.
        var estimate = (long)firstHeartbeatEstimate.TotalMilliseconds;
        var deviation = estimate / 4;
        _state = new State(new HeartbeatHistory(maxSampleSize).Add(estimate - deviation).Add(estimate + deviation), null);
    }

    /// <summary>Reads threshold, max-sample-size, min-std-deviation, acceptable-heartbeat-pause and heartbeat-interval.</summary>
    public PhiAccrualFailureDetector(Config config, EventStream ev)
        : this(
            config.GetDouble("threshold"),
            config.GetInt("max-sample-size"),
            config.GetTimeSpan("min-std-deviation", null),
            config.GetTimeSpan("acceptable-heartbeat-pause", null),
            config.GetTimeSpan("heartbeat-interval", null))
    {
    }

    public override bool IsAvailable => PhiAt(_clock()) < _threshold;

    public override bool IsMonitoring => Volatile.Read(ref _state).Last is not null;

    /// <summary>How strong the suspicion is now; 0 before the first heartbeat.</summary>
    internal double Phi => PhiAt(_clock());

    public override void HeartBeat()
    {
        while (true)
        {
            var now = _clock();
            var old = Volatile.Read(ref _state);

            // What was taken for gone and is back has no interval that says anything about the next.
            var history = old.Last is { } last && PhiOf(old, now) < _threshold ? old.History.Add(now - last) : old.History;
            if (ReferenceEquals(Interlocked.CompareExchange(ref _state, new State(history, now), old), old))
                return;
        }
    }

    private static void Require(bool holds, string message, string parameter)
    {
        if (!holds)
            throw new ArgumentException(message, parameter);
    }

    private double PhiAt(long now) => PhiOf(Volatile.Read(ref _state), now);

    private double PhiOf(State state, long now)
    {
        if (state.Last is not { } last)
            return 0;
        var mean = state.History.Mean + _acceptablePause;
        return PhiOf(now - last, mean, Math.Max(state.History.StandardDeviation, _minStdDeviation));
    }

    /// <summary>By the logistic approximation of the normal distribution, which is off by 0.00014 at most.</summary>
    private static double PhiOf(double elapsed, double mean, double deviation)
    {
        var y = (elapsed - mean) / deviation;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));

        // The same in exact numbers; each form keeps its digits on its side of the mean.
        return elapsed > mean ? -Math.Log10(e / (1 + e)) : -Math.Log10(1 - (1 / (1 + e)));
    }

    private sealed record State(HeartbeatHistory History, long? Last);
}

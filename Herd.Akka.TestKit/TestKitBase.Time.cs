using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    // The end of the innermost Within, in the time of Now.
    private TimeSpan? _end;

    /// <summary>What is left of the innermost <c>Within</c>; outside, the dilated <c>akka.test.single-expect-default</c>.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    /// <summary>What is left of the innermost <c>Within</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining =>
        _end - Now ?? throw new InvalidOperationException("Remaining may not be called outside of \"within\"");

    internal bool IsInsideWithin => _end.HasValue;

    /// <summary>The dilated duration; without one, <see cref="RemainingOrDefault"/>.</summary>
    /// <exception cref="ArgumentException">The duration is infinite.</exception>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } time)
            return RemainingOrDefault;
        return time.IsInfinite() ? throw new ArgumentException("max duration cannot be infinite", nameof(duration)) : Dilated(time);
    }

    /// <summary>The duration times <c>akka.test.timefactor</c>.</summary>
    public TimeSpan Dilated(TimeSpan duration) =>
        duration > TimeSpan.Zero && !duration.IsInfinite() ? duration * TestKitSettings.TestTimeFactor : duration;

    /// <summary>The timeout; without one, <c>akka.test.single-expect-default</c>, undilated.</summary>
    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? TestKitSettings.SingleExpectDefault;

    /// <summary>What is left of the innermost <c>Within</c>; outside, the duration.</summary>
    protected TimeSpan RemainingOr(TimeSpan duration) => _end - Now ?? duration;
}

using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Waits until a condition is true; fails when it isn't in time. Looks ten times.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, RemainingOrDefault / 10, null, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, CancellationToken)"/>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, RemainingOrDefault / 10, null, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, CancellationToken)"/>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, RemainingOrDilated(max) / 10, null, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, CancellationToken)"/>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, RemainingOrDilated(max) / 10, null, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, CancellationToken)"/>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, RemainingOrDilated(max) / 10, message, cancellationToken);

    /// <inheritdoc cref="AwaitCondition(Func{bool}, CancellationToken)"/>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, RemainingOrDilated(max) / 10, message, cancellationToken);

    /// <summary>Waits until a condition is true; fails when it isn't in time.</summary>
    /// <param name="conditionIsFulfilled">The condition.</param>
    /// <param name="max">The longest wait, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="interval">The time from look to look; null: looks only at the start and the end.</param>
    /// <param name="message">Said when it fails.</param>
    /// <param name="cancellationToken">Ends the wait, which is a failure.</param>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDilated(max);
        if (!Poll(conditionIsFulfilled, time, interval, cancellationToken))
            FailToAwait(time, message);
    }

    /// <inheritdoc cref="AwaitCondition(Func{bool}, TimeSpan?, TimeSpan?, string, CancellationToken)"/>
    public async Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDilated(max);
        if (!await PollAsync(conditionIsFulfilled, time, interval, cancellationToken))
            FailToAwait(time, message);
    }

    /// <summary>Waits until a condition is true; false when it isn't in time, undilated.</summary>
    /// <param name="conditionIsFulfilled">The condition.</param>
    /// <param name="max">The longest wait.</param>
    /// <param name="interval">The time from look to look; default: 100 ms.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public bool AwaitConditionNoThrow(Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        Poll(conditionIsFulfilled, max, interval ?? TimeSpan.FromMilliseconds(100), cancellationToken);

    /// <inheritdoc cref="AwaitConditionNoThrow"/>
    public Task<bool> AwaitConditionNoThrowAsync(Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        PollAsync(conditionIsFulfilled, max, interval ?? TimeSpan.FromMilliseconds(100), cancellationToken);

    private static bool Poll(Func<bool> condition, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        max.EnsureIsFinite(nameof(max));
        var stop = Now + max;
        while (!condition())
        {
            var left = stop - Now;
            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
                return false;
            cancellationToken.WaitHandle.WaitOne(left.Min(interval ?? Timeout.InfiniteTimeSpan));
        }
        return true;
    }

    private static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        max.EnsureIsFinite(nameof(max));
        var stop = Now + max;
        while (!await condition())
        {
            var left = stop - Now;
            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
                return false;
            await Task.Delay(left.Min(interval ?? Timeout.InfiniteTimeSpan), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        return true;
    }

    internal void AssertCount(int expected, int received, TimeSpan time, IReadOnlyCollection<EventFilterBase> filters)
    {
        if (received == expected)
            return;
        _assertions.Fail(
            received < expected
                ? "Timeout ({0}) while waiting for messages. Only received {1}/{2} messages that matched filter [{3}]"
                : "Received more messages in {0} than expected: {1}, expected {2}, that matched filter [{3}]",
            time, received, expected, string.Join(", ", filters));
    }

    private void FailToAwait(TimeSpan time, string? message) =>
        _assertions.Fail("Timeout {0} expired while waiting for condition. {1}", time, message ?? "");
}

using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>
    /// Runs an action, and fails if it takes longer. What the action expects without a time of its own must come in
    /// what is left of this time. If the last thing that it expected was that nothing came, it may take longer.
    /// </summary>
    /// <param name="max">The longest time, dilated. An enclosing <c>Within</c> may leave less.</param>
    /// <param name="action">What to run.</param>
    /// <param name="epsilonValue">How much longer it may take after all.</param>
    /// <param name="cancellationToken">Not looked at: the action can't be stopped.</param>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    /// <param name="min">The shortest time, undilated.</param>
    /// <param name="hint">Said when it fails.</param>
    public void Within(TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(min, max, () => ReturnNothing(action), hint, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, TimeSpan, Action, string, TimeSpan?, CancellationToken)"/>
    public Task WithinAsync(TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, () => ReturnNothingAsync(actionAsync), hint, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, Action, TimeSpan?, CancellationToken)"/>
    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <inheritdoc cref="Within(TimeSpan, TimeSpan, Action, string, TimeSpan?, CancellationToken)"/>
    public T Within<T>(TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var endBefore = _end;
        var start = Now;
        var most = Enter(min, max, start, hint);
        T result;
        try
        {
            result = function();
        }
        finally
        {
            _end = endBefore;
        }
        Leave(min, most, Now - start, epsilonValue, hint);
        return result;
    }

    /// <summary>
    /// <see cref="Within{T}(TimeSpan, TimeSpan, Func{T}, string, TimeSpan?, CancellationToken)"/>. Fails when the time is over;
    /// the function can't be stopped and may go on in the background.
    /// </summary>
    public async Task<T> WithinAsync<T>(TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var endBefore = _end;
        var start = Now;
        var most = Enter(min, max, start, hint);
        T result;
        try
        {
            var running = function();
            var left = NotBelowZero(start + most + (epsilonValue ?? TimeSpan.Zero) - Now);
            await ((Task)running).WaitAsync(left, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!running.IsCompleted && !_lastWasNoMessage)
                Leave(min, most, Now - start, TimeSpan.Zero, hint);
            result = await running.ConfigureAwait(false);
        }
        finally
        {
            _end = endBefore;
        }
        Leave(min, most, Now - start, epsilonValue, hint);
        return result;
    }

    private static object? ReturnNothing(Action action)
    {
        action();
        return null;
    }

    private static async Task<object?> ReturnNothingAsync(Func<Task> action)
    {
        await action().ConfigureAwait(false);
        return null;
    }

    private TimeSpan Enter(TimeSpan min, TimeSpan max, TimeSpan start, string? hint)
    {
        min.EnsureIsFinite(nameof(min));
        max.EnsureIsFinite(nameof(max));
        var left = _end - start ?? Timeout.InfiniteTimeSpan;
        _assertions.AssertTrue(left.IsInfinite() || left >= min, "Required min time {0} not possible, only {1} left. {2}", min, left, hint ?? "");
        _lastWasNoMessage = false;
        var most = Dilated(max).Min(left);
        _end = start + most;
        return most;
    }

    private void Leave(TimeSpan min, TimeSpan most, TimeSpan elapsed, TimeSpan? epsilon, string? hint)
    {
        if (elapsed < min)
            _assertions.Fail("Failed: Block took {0}, should have at least been {1}. {2}", elapsed, min, hint ?? "");
        if (!_lastWasNoMessage && elapsed > most + (epsilon ?? TimeSpan.Zero))
            _assertions.Fail("Failed: Block took {0}, exceeding {1}. {2}", elapsed, most, hint ?? "");
    }
}

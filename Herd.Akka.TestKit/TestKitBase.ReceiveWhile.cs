using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>
    /// Receives as long as the filter makes something of the messages, and returns what it made. The message that it
    /// makes null of stays the next. It is no failure that time runs out.
    /// </summary>
    /// <param name="max">The longest time for all, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="filter">From a message to what is wanted of it, or null.</param>
    /// <param name="msgs">The most messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, null, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    /// <param name="idle">The longest wait for one message; default: for ever.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IReadOnlyList<T> ReceiveWhile<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveSeries(message => filter(message) is { } made ? Step<T>.Of(made) : Step<T>.Stop, max, idle, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(TimeSpan?, TimeSpan?, Func{object, T}, int, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveSeriesAsync(message => filter(message) is { } made ? Step<T>.Of(made) : Step<T>.Stop, max, idle, msgs, cancellationToken);

    /// <summary>
    /// Receives messages of a class as long as the predicate says so, and returns them. The message at which it stops
    /// stays the next. It is no failure that time runs out.
    /// </summary>
    /// <param name="shouldContinue">False ends it.</param>
    /// <param name="max">The longest time for all, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="idle">The longest wait for one message; default: for ever.</param>
    /// <param name="msgs">The most messages.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">Skip messages of other classes; else they end it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        ReceiveSeries(StepsOf(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken);

    /// <inheritdoc cref="ReceiveWhile{T}(Predicate{T}, TimeSpan?, TimeSpan?, int, bool, CancellationToken)"/>
    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true, CancellationToken cancellationToken = default) =>
        ReceiveSeriesAsync(StepsOf(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken);

    private static Func<object, Step<T>> StepsOf<T>(Predicate<T> shouldContinue, bool skipOthers) => message =>
        message is T typed ? (shouldContinue(typed) ? Step<T>.Of(typed) : Step<T>.Stop)
        : skipOthers ? Step<T>.Skip
        : Step<T>.Stop;

    private List<T> ReceiveSeries<T>(Func<object, Step<T>> stepOf, TimeSpan? max, TimeSpan? idle, int most, CancellationToken cancellationToken)
    {
        var series = new List<T>();
        var stop = Now + RemainingOrDilated(max);
        MessageEnvelope last = NullMessageEnvelope.Instance;
        while (series.Count < most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryPeekOne(out var next, NextWait(stop, idle), cancellationToken) || !Take(stepOf(next.Message), next, ref last, out var step))
                break;
            if (step.IsWanted)
                series.Add(step.Value);
        }
        EndSeries(last);
        return series;
    }

    private async IAsyncEnumerable<T> ReceiveSeriesAsync<T>(Func<object, Step<T>> stepOf, TimeSpan? max, TimeSpan? idle, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        var stop = Now + RemainingOrDilated(max);
        MessageEnvelope last = NullMessageEnvelope.Instance;
        while (count < most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (success, next) = await TryPeekOneAsync(NextWait(stop, idle), cancellationToken).ConfigureAwait(false);
            if (!success || !Take(stepOf(next.Message), next, ref last, out var step))
                break;
            if (!step.IsWanted)
                continue;
            count++;
            yield return step.Value;
        }
        EndSeries(last);
    }

    private static TimeSpan NextWait(TimeSpan stop, TimeSpan? idle) => NotBelowZero(stop - Now).Min(idle ?? Timeout.InfiniteTimeSpan);

    private bool Take<T>(Step<T> proposed, MessageEnvelope peeked, ref MessageEnvelope last, out Step<T> step)
    {
        step = proposed;
        if (step.Stops)
            return false;
        _queue.TryTake(out _);
        last = peeked;
        return true;
    }

    private void EndSeries(MessageEnvelope last)
    {
        _lastMessage = last;
        _lastWasNoMessage = true;
    }

    /// <summary>What becomes of one message of a series.</summary>
    private readonly record struct Step<T>(bool Stops, bool IsWanted, T Value)
    {
        public static Step<T> Stop => new(true, false, default!);

        public static Step<T> Skip => new(false, false, default!);

        public static Step<T> Of(T value) => new(false, true, value);
    }
}

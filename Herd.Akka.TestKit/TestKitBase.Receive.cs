using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    // The last thing that happened was that no message came: Within doesn't mind that its time is over then.
    private bool _lastWasNoMessage;

    /// <summary>The next message, or null if none comes in time.</summary>
    /// <param name="max">The longest wait, undilated; <see cref="Timeout.InfiniteTimeSpan"/> is for ever; default: <c>akka.test.single-expect-default</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryReceiveOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    /// <inheritdoc cref="ReceiveOne"/>
    public async ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryReceiveOneAsync(max, cancellationToken).ConfigureAwait(false);
        return success ? envelope.Message : null;
    }

    /// <summary>The next message and its sender; false if none comes in time.</summary>
    /// <inheritdoc cref="ReceiveOne" path="/param"/>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var time = GetTimeoutOrDefault(max);
        LogCall("Trying to receive message from TestActor queue within {0}", time);
        _queue.Wait(time, cancellationToken);
        return Received(_queue.TryTake(out var taken), taken, out envelope);
    }

    /// <inheritdoc cref="TryReceiveOne"/>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var time = GetTimeoutOrDefault(max);
        LogCall("Trying to receive message from TestActor queue within {0}", time);
        await _queue.WaitAsync(time, cancellationToken).ConfigureAwait(false);
        return (Received(_queue.TryTake(out var taken), taken, out var envelope), envelope);
    }

    /// <summary>The next message, which stays the next, or null if none comes in time.</summary>
    /// <inheritdoc cref="ReceiveOne" path="/param"/>
    public object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryPeekOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    /// <inheritdoc cref="PeekOne(TimeSpan?, CancellationToken)"/>
    public async ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryPeekOneAsync(max, cancellationToken).ConfigureAwait(false);
        return success ? envelope.Message : null;
    }

    /// <summary>The next message and its sender, which stays the next; false if none comes in time.</summary>
    /// <inheritdoc cref="ReceiveOne" path="/param"/>
    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var time = GetTimeoutOrDefault(max);
        LogCall("Trying to peek message from TestActor queue within {0}", time);
        _queue.Wait(time, cancellationToken);
        return Received(_queue.TryPeek(out var peeked), peeked, out envelope);
    }

    /// <inheritdoc cref="TryPeekOne"/>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken)
    {
        var time = GetTimeoutOrDefault(max);
        LogCall("Trying to peek message from TestActor queue within {0}", time);
        await _queue.WaitAsync(time, cancellationToken).ConfigureAwait(false);
        return (Received(_queue.TryPeek(out var peeked), peeked, out var envelope), envelope);
    }

    /// <summary>The next so many messages. Fails if they don't come within <see cref="RemainingOrDefault"/>.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveMany(numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <summary>The next so many messages. Fails if they don't come in time, dilated.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        max.EnsureIsFinite(nameof(max));
        return ReceiveMany(numberOfMessages, Dilated(max), cancellationToken);
    }

    /// <inheritdoc cref="ReceiveN(int, CancellationToken)"/>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveManyAsync(numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <inheritdoc cref="ReceiveN(int, TimeSpan, CancellationToken)"/>
    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        max.EnsureIsFinite(nameof(max));
        return ReceiveManyAsync(numberOfMessages, Dilated(max), cancellationToken);
    }

    private bool Received(bool success, MessageEnvelope? received, out MessageEnvelope envelope)
    {
        _lastWasNoMessage = false;
        envelope = _lastMessage = received ?? NullMessageEnvelope.Instance;
        return success;
    }

    private List<object> ReceiveMany(int count, TimeSpan max, CancellationToken cancellationToken)
    {
        var start = Now;
        var received = new List<object>(count);
        while (received.Count < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryReceiveOne(out var envelope, NotBelowZero(start + max - Now), cancellationToken))
                FailForTooFew(count, received.Count, max, Now - start);
            received.Add(envelope.Message);
        }
        return received;
    }

    private async IAsyncEnumerable<object> ReceiveManyAsync(int count, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Now;
        for (var received = 0; received < count; received++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (success, envelope) = await TryReceiveOneAsync(NotBelowZero(start + max - Now), cancellationToken).ConfigureAwait(false);
            if (!success)
                FailForTooFew(count, received, max, Now - start);
            yield return envelope.Message;
        }
    }

    private void FailForTooFew(int expected, int received, TimeSpan max, TimeSpan elapsed) =>
        _assertions.Fail("Timeout ({0}) while expecting {1} messages. Only got {2} after {3}.", max, expected, received, elapsed);

    private static TimeSpan NotBelowZero(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}

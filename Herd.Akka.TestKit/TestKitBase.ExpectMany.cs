using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Receives a message; fails if none comes within <see cref="RemainingOrDefault"/>, or if it isn't equal to one of these.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDefault;
        return AcceptAnyOf(messages, ReceiveOne(time, cancellationToken), time);
    }

    /// <inheritdoc cref="ExpectMsgAnyOf"/>
    public async ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDefault;
        return AcceptAnyOf(messages, await ReceiveOneAsync(time, cancellationToken).ConfigureAwait(false), time);
    }

    /// <summary>Receives as many messages as these; fails if they don't come within <see cref="RemainingOrDefault"/>, or aren't equal to these in some order.</summary>
    /// <returns>As they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AcceptAllOf(messages, ReceiveMany(messages.Count, RemainingOrDefault, cancellationToken));

    /// <inheritdoc cref="ExpectMsgAllOf{T}(IReadOnlyCollection{T}, CancellationToken)"/>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        max.EnsureIsFinite(nameof(max));
        return AcceptAllOf(messages, ReceiveMany(messages.Count, Dilated(max), cancellationToken));
    }

    /// <inheritdoc cref="ExpectMsgAllOf{T}(IReadOnlyCollection{T}, CancellationToken)"/>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOfAsync(RemainingOrDefault, messages, cancellationToken);

    /// <inheritdoc cref="ExpectMsgAllOf{T}(IReadOnlyCollection{T}, CancellationToken)"/>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        max.EnsureIsFinite(nameof(max));
        return AllOfAsync(Dilated(max), messages, cancellationToken);
    }

    /// <summary>Fails if a message comes within what is left of the innermost <c>Within</c>; outside, within <c>akka.test.expect-no-message-default</c>.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        ExpectSilence(RemainingOr(Dilated(TestKitSettings.ExpectNoMessageDefault)), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        ExpectSilenceAsync(RemainingOr(Dilated(TestKitSettings.ExpectNoMessageDefault)), cancellationToken);

    /// <summary>Fails if a message comes within the time, dilated, or has come before and not been received.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectSilence(Dilated(duration), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(TimeSpan, CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectSilenceAsync(Dilated(duration), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(TimeSpan, CancellationToken)"/>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <inheritdoc cref="ExpectNoMsg(TimeSpan, CancellationToken)"/>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private T AcceptAnyOf<T>(IEnumerable<T> messages, object? received, TimeSpan time)
    {
        if (received is null)
            _assertions.Fail("Timeout {0} during waiting for ExpectMsgAnyOf waiting for ({1})", time, string.Join(",", messages));
        if (received is T typed && messages.Contains(typed))
            return typed;
        _assertions.Fail("ExpectMsgAnyOf found unexpected {0}", received!);
        return default!;
    }

    private List<T> AcceptAllOf<T>(IReadOnlyCollection<T> messages, List<object> received)
    {
        var missing = messages.ToList();
        var unexpected = received.Where(m => m is not T typed || !missing.Remove(typed)).ToList();
        if (missing.Count > 0 || unexpected.Count > 0)
        {
            _assertions.Fail(
                "not found [{0}] found unexpected [{1}]",
                string.Join(", ", missing), string.Join(", ", unexpected));
        }
        return [.. received.Cast<T>()];
    }

    private async IAsyncEnumerable<T> AllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var received = new List<object>();
        await foreach (var message in ReceiveManyAsync(messages.Count, max, cancellationToken).ConfigureAwait(false))
            received.Add(message);
        foreach (var message in AcceptAllOf(messages, received))
            yield return message;
    }

    private void ExpectSilence(TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Now;
        Silence(TryReceiveOne(out var envelope, NotBelowZero(duration), cancellationToken), envelope, duration, start);
    }

    private async ValueTask ExpectSilenceAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Now;
        var (success, envelope) = await TryReceiveOneAsync(NotBelowZero(duration), cancellationToken).ConfigureAwait(false);
        Silence(success, envelope, duration, start);
    }

    private void Silence(bool broken, MessageEnvelope envelope, TimeSpan duration, TimeSpan start)
    {
        if (broken)
            _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1} after {2}", duration, envelope, Now - start);
        _lastWasNoMessage = true;
    }
}

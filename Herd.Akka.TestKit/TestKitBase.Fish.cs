using System.Collections;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Receives until a message is the one; those before it are thrown away. Fails if it doesn't come in time.</summary>
    /// <param name="isMessage">True for the one.</param>
    /// <param name="max">The longest wait, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="hint">Said when it fails.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, null!, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<object> FishForMessageAsync(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, null!, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null!, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null!, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    /// <param name="allMessages">Emptied, then filled with the messages before the one.</param>
    public T FishForMessage<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDilated(max);
        var end = Now + time;
        allMessages?.Clear();
        while (true)
        {
            if (!TryReceiveOne(out var envelope, NotBelowZero(end - Now), cancellationToken))
                FailToFish(time, hint);
            if (envelope.Message is T fish && isMessage(fish))
                return fish;
            allMessages?.Add(envelope.Message);
        }
    }

    /// <inheritdoc cref="FishForMessage{T}(Predicate{T}, ArrayList, TimeSpan?, string, CancellationToken)"/>
    public async ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDilated(max);
        var end = Now + time;
        allMessages?.Clear();
        while (true)
        {
            var (success, envelope) = await TryReceiveOneAsync(NotBelowZero(end - Now), cancellationToken).ConfigureAwait(false);
            if (!success)
                FailToFish(time, hint);
            if (envelope.Message is T fish && isMessage(fish))
                return fish;
            allMessages?.Add(envelope.Message);
        }
    }

    /// <summary>Receives until time is over. Fails if a message is of the class.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        await foreach (var message in ReceiveWhileAsync<object>(m => m, max, cancellationToken: cancellationToken).ConfigureAwait(false))
            _assertions.AssertFalse(message is T, "did not expect a message of type {0}", typeof(T));
    }

    /// <summary>Receives until no message comes for some time, and returns what came before.</summary>
    /// <param name="max">That time; default: <c>akka.test.single-expect-default</c>.</param>
    /// <param name="maxMessages">Fails when there are more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ArrayList> WaitForRadioSilenceAsync(TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        while (await ReceiveOneAsync(max, cancellationToken).ConfigureAwait(false) is { } message)
        {
            messages.Add(message);
            _assertions.AssertFalse(messages.Count > maxMessages, "Expected silence after {0} messages at most, received {1}", maxMessages!, messages.Count);
        }
        return ArrayList.ReadOnly(messages);
    }

    private void FailToFish(TimeSpan time, string hint) =>
        _assertions.Fail("Timeout ({0}) during fishForMessage{1}", time, string.IsNullOrEmpty(hint) ? "" : $", hint: {hint}");
}

using Akka.Actor;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Receives a message; fails if none comes in time, or if it isn't of the class.</summary>
    /// <param name="duration">The longest wait, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="hint">Said when it fails.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, null, hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(duration, null, hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, or if it isn't equal to this one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, Equal(message), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(T, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, Equal(message), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't of the class or not as the predicate wants it.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, Fulfils(isMessage, hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(Predicate{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, Fulfils(isMessage, hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't of the class or if the action throws.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, (message, _) => assert(message), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(Action{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, (message, _) => assert(message), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't of the class or it and its sender not as the predicate wants them.</summary>
    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, Fulfils(isMessageAndSender, hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(Func{T, IActorRef, bool}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, Fulfils(isMessageAndSender, hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't of the class or if the action throws.</summary>
    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, assertMessageAndSender, hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(Action{T, IActorRef}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, assertMessageAndSender, hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, or if it isn't equal to this one, says the comparer.</summary>
    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, (message, _) => _assertions.AssertEqual(expected, message, comparer, hint ?? ""), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsg{T}(T, Func{T, T, bool}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, (message, _) => _assertions.AssertEqual(expected, message, comparer, hint ?? ""), hint, cancellationToken);

    /// <summary>Receives the <see cref="Terminated"/> of an actor that the test actor watches.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, IsOf(target), $"Terminated {target}. {hint}", cancellationToken);

    /// <inheritdoc cref="ExpectTerminated"/>
    public ValueTask<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, IsOf(target), $"Terminated {target}. {hint}", cancellationToken);

    private T Expect<T>(TimeSpan? timeout, Action<T, IActorRef>? assert, string? hint, CancellationToken cancellationToken)
    {
        var time = RemainingOrDilated(timeout);
        var success = TryReceiveOne(out var envelope, time, cancellationToken);
        return Accept(success, envelope, time, assert, hint);
    }

    private async ValueTask<T> ExpectAsync<T>(TimeSpan? timeout, Action<T, IActorRef>? assert, string? hint, CancellationToken cancellationToken)
    {
        var time = RemainingOrDilated(timeout);
        var (success, envelope) = await TryReceiveOneAsync(time, cancellationToken).ConfigureAwait(false);
        return Accept(success, envelope, time, assert, hint);
    }

    private T Accept<T>(bool success, MessageEnvelope envelope, TimeSpan time, Action<T, IActorRef>? assert, string? hint)
    {
        if (!success)
            _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1} {2}", time, typeof(T), hint ?? "");
        if (envelope.Message is not T message)
        {
            _assertions.Fail(
                "Failed: Expected a message of type {0}, but received {{{1}}} (type {2}) instead {3} from {4}",
                typeof(T), envelope.Message, envelope.Message.GetType(), hint ?? "", envelope.Sender);
            return default!;
        }
        assert?.Invoke(message, envelope.Sender);
        return message;
    }

    private Action<T, IActorRef> Equal<T>(T expected) => (message, _) => _assertions.AssertEqual(expected, message);

    private Action<T, IActorRef> Fulfils<T>(Predicate<T>? isMessage, string? hint) => (message, _) =>
        _assertions.AssertTrue(
            isMessage is null || isMessage(message),
            "Got a message of the expected type <{0}>. Also expected {1} but the message {{{2}}} did not match",
            typeof(T), hint ?? "the predicate to return true", message!);

    private Action<T, IActorRef> Fulfils<T>(Func<T, IActorRef, bool> isMessageAndSender, string? hint) => (message, sender) =>
        _assertions.AssertTrue(
            isMessageAndSender(message, sender),
            "Got a message of the expected type <{0}> from {1}. Also expected {2} but the message {{{3}}} did not match",
            typeof(T), sender, hint ?? "the predicate to return true", message!);

    private Action<Terminated, IActorRef> IsOf(IActorRef target) => (terminated, _) =>
        _assertions.AssertEqual(target, terminated.ActorRef, "Expected the termination of another actor");
}

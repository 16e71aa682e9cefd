using Akka.Actor;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Receives a message; fails if none comes in time, if it isn't of the class or not from the sender.</summary>
    /// <param name="sender">The only right one.</param>
    /// <param name="duration">The longest wait, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="hint">Said when it fails.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, (_, from) => AssertSender(sender, from, hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(IActorRef, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(duration, (_, from) => AssertSender(sender, from, hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't equal to this one or not from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, From(sender, Equal(message), hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(IActorRef, T, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, From(sender, Equal(message), hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if it isn't as the predicate wants it or not from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, From(sender, Fulfils(isMessage, hint), hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(IActorRef, Predicate{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, From(sender, Fulfils(isMessage, hint), hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, or if it or its sender isn't as its predicate wants it.</summary>
    public T ExpectMsgFrom<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, From(isSender, Fulfils(isMessage, hint), hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(Predicate{IActorRef}, Predicate{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, From(isSender, Fulfils(isMessage, hint), hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, if the action throws or it isn't from the sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, From<T>(sender, (message, _) => assertMessage(message), hint), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(IActorRef, Action{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, From<T>(sender, (message, _) => assertMessage(message), hint), hint, cancellationToken);

    /// <summary>Receives a message; fails if none comes in time, or if an action throws.</summary>
    public T ExpectMsgFrom<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, Both(assertSender, assertMessage), hint, cancellationToken);

    /// <inheritdoc cref="ExpectMsgFrom{T}(Action{IActorRef}, Action{T}, TimeSpan?, string, CancellationToken)"/>
    public ValueTask<T> ExpectMsgFromAsync<T>(Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(timeout, Both(assertSender, assertMessage), hint, cancellationToken);

    private static Action<T, IActorRef> Both<T>(Action<IActorRef> assertSender, Action<T> assertMessage) => (message, from) =>
    {
        assertSender(from);
        assertMessage(message);
    };

    private Action<T, IActorRef> From<T>(IActorRef sender, Action<T, IActorRef> assert, string? hint) => (message, from) =>
    {
        AssertSender(sender, from, hint);
        assert(message, from);
    };

    private Action<T, IActorRef> From<T>(Predicate<IActorRef>? isSender, Action<T, IActorRef> assert, string? hint) => (message, from) =>
    {
        _assertions.AssertTrue(
            isSender is null || isSender(from),
            "Sender does not match. Got {{{0}}} from {1}. But expected {2}", message!, from, hint ?? "the predicate to return true");
        assert(message, from);
    };

    private void AssertSender(IActorRef expected, IActorRef from, string? hint) =>
        _assertions.AssertEqual(expected, from, "Sender does not match. Got a message from sender {0}. But expected {1} {2}", from, expected, hint ?? "");
}

namespace Akka.Actor;

/// <summary>Asking an actor: a message, and a task for its answer.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <summary>
    /// Asks. The task fails with <see cref="AskTimeoutException"/> when no answer comes in time, with what
    /// <see cref="Status.Failure"/> says when that is the answer, and with <see cref="ArgumentException"/> when the answer is of
    /// another class.
    /// </summary>
    /// <param name="self">Who is asked.</param>
    /// <param name="messageFactory">Makes the message from the reference that the answer is to go to.</param>
    /// <param name="timeout">Null: <c>akka.actor.ask-timeout</c>; infinite or not positive: no limit.</param>
    /// <param name="cancellationToken">Cancels the task.</param>
    /// <exception cref="ArgumentException">The system of whoever is asked can't be told.</exception>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var provider = ResolveProvider(self)
            ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(self));
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var future = provider.CreateFutureRef(result);
        provider.RegisterTempActor(future, future.Path);
        var limit = timeout ?? provider.Settings.AskTimeout;
        var timer = limit > TimeSpan.Zero
            ? new Timer(
                static state => ((PendingAsk<T>)state!).TimeOut(),
                new PendingAsk<T>(result, limit),
                limit,
                Timeout.InfiniteTimeSpan)
            : null;
        var cancellation = cancellationToken.Register(
            static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), result);
        result.Task.ContinueWith(
            _ =>
            {
                provider.UnregisterTempActor(future.Path);
                timer?.Dispose();
                cancellation.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        future.DeliverAsk(messageFactory(future), self);
        return result.Task;
    }

    private static IActorRefProvider? ResolveProvider(ICanTell self) => self switch
    {
        ActorSelection selection => ResolveProvider(selection.Anchor),
        Nobody => null,
        IInternalActorRef actor => actor.Provider,
        _ => Internal.InternalCurrentActorCellKeeper.Current?.SystemImpl.Provider,
    };

    private sealed record PendingAsk<T>(TaskCompletionSource<T> Result, TimeSpan Limit)
    {
        public void TimeOut() => Result.TrySetException(new AskTimeoutException($"Timeout after {Limit} seconds"));
    }
}

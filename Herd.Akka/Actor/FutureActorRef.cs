using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Receives the answer to an ask.</summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        Path = path;
        Provider = provider;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override IInternalActorRef Parent => Provider.TempContainer;

    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    public override void SendSystemMessage(ISystemMessage message)
    {
        // Whoever watches the receiver of an answer hears that it is gone: it stops with the first.
        if (message is Watch watch && watch.Watchee.Equals(this))
            _result.Task.ContinueWith(
                _ => watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, true, false)),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        var handled = message switch
        {
            T answer => _result.TrySetResult(answer),
            Status.Failure failure => _result.TrySetException(
                failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => _result.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (!handled && !_result.Task.IsCanceled)
            Provider.DeadLetters.Tell(message, this);
    }
}

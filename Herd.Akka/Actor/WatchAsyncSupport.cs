using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Waiting for the end of an actor outside of actors.</summary>
public static class WatchAsyncSupport
{
    /// <summary>Ends with true when the actor has stopped, with false when it was cancelled before.</summary>
    public static async Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var watchee = (IInternalActorRef)target;
        var watcher = new TerminationWatcher(watchee.Provider);
        watchee.SendSystemMessage(new Watch(watchee, watcher));
        try
        {
            await watcher.Terminated.WaitAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            watchee.SendSystemMessage(new Unwatch(watchee, watcher));
            return false;
        }
    }
}

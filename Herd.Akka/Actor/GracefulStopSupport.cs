using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>Stopping an actor, with a task that says when it has stopped.</summary>
public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) =>
        target.GracefulStop(timeout, PoisonPill.Instance);

    /// <param name="target">Who is to stop.</param>
    /// <param name="timeout">How long that may take.</param>
    /// <param name="stopMessage">What makes it stop.</param>
    /// <exception cref="TaskCanceledException">It hasn't stopped in time.</exception>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watchee = (IInternalActorRef)target;
        var watcher = new TerminationWatcher(watchee.Provider);
        watchee.SendSystemMessage(new Watch(watchee, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            await watcher.Terminated.WaitAsync(timeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            watchee.SendSystemMessage(new Unwatch(watchee, watcher));
            throw new TaskCanceledException($"{target} did not stop within {timeout}.");
        }
    }
}

using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>Supervises one child and turns each restart into stopping it, a pause, and starting it anew. Stops when the child stops by itself.</summary>
internal sealed class BackoffOnRestartSupervisor(
    Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, IBackoffReset reset, double randomFactor,
    OneForOneStrategy strategy, object? replyWhileStopped, Func<object, bool>? finalStopMessage)
    : BackoffSupervisorBase(childProps, childName, minBackoff, maxBackoff, reset, randomFactor, replyWhileStopped, finalStopMessage)
{
    /// <summary>The child that is being stopped in order to be started anew.</summary>
    private IActorRef? _stopping;

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(strategy.MaxNumberOfRetries, strategy.WithinTimeRangeMilliseconds, Decide);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated ended when ended.ActorRef.Equals(_stopping):
                _stopping = null;
                StartChildAfterPause();
                return true;
            case Terminated ended when ended.ActorRef.Equals(Child):
                Log.Debug("Terminating, because child [{0}] terminated itself", Child);
                Context.Stop(Self);
                return true;
            case BackoffSupervisor.StartChild when _stopping is not null:
                return true;
            default:
                return HandleBackoff(message);
        }
    }

    private Directive Decide(Exception exception)
    {
        var directive = strategy.Decider.Decide(exception);
        if (directive != Directive.Restart)
            return directive;

        if (strategy.MaxNumberOfRetries >= 0 && RestartCountN >= strategy.MaxNumberOfRetries)
        {
            Log.Debug("Terminating on restart #{0} which exceeds max allowed restarts ({1})", RestartCountN + 1, strategy.MaxNumberOfRetries);
            Context.Stop(Self);
        }
        else
        {
            _stopping = Sender;
        }

        return Directive.Stop;
    }
}

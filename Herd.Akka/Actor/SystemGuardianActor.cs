using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// /system: stops when the user's actors have. Before, those who registered a termination hook are told, and must say that they
/// are done; then the loggers get the time to write what they have got.
/// </summary>
public class SystemGuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _userGuardian;
    private readonly HashSet<IActorRef> _hooks = [];
    private readonly HashSet<IActorRef> _loggers = [];

    public SystemGuardianActor(IActorRef userGuardian) => _userGuardian = userGuardian;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_userGuardian):
                Become(Terminating);
                foreach (var hook in _hooks)
                    hook.Tell(TerminationHook.Instance);
                StopWhenDone();
                return true;
            case Terminated terminated:
                _hooks.Remove(terminated.ActorRef);
                return true;
            case StopChild stop:
                Context.Stop(stop.Child);
                return true;
            case RegisterTerminationHook:
                if (!Sender.Equals(Context.System.DeadLetters))
                {
                    _hooks.Add(Sender);
                    Context.Watch(Sender);
                }
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    protected override void PreStart() => Context.Watch(_userGuardian);

    protected override void PreRestart(Exception reason, object message)
    {
        // A restarted guardian keeps its children.
    }

    private bool Terminating(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                _hooks.Remove(terminated.ActorRef);
                StopWhenDone();
                return true;
            case TerminationHookDone:
                _hooks.Remove(Sender);
                StopWhenDone();
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    private bool StoppingLoggers(object message)
    {
        if (message is not Terminated terminated)
            return true;
        _loggers.Remove(terminated.ActorRef);
        StopWhenLogged();
        return true;
    }

    private void StopWhenDone()
    {
        if (_hooks.Count > 0)
            return;
        Become(StoppingLoggers);
        foreach (var logger in Context.System.EventStream.StopDefaultLoggers(Context.System))
        {
            _loggers.Add(Context.Watch(logger));
            logger.Tell(PoisonPill.Instance);
        }
        StopWhenLogged();
    }

    private void StopWhenLogged()
    {
        if (_loggers.Count == 0)
            Context.Stop(Self);
    }
}

using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// /system: stops when the user's actors have. Those who registered a termination hook are told first, and stop it when all have
/// said that they are done.
/// </summary>
public class SystemGuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _userGuardian;
    private readonly HashSet<IActorRef> _hooks = [];

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

    private void StopWhenDone()
    {
        if (_hooks.Count == 0)
            Context.Stop(Self);
    }
}

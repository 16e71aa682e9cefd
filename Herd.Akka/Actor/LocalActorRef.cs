using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference to an actor of this process, straight to its cell.</summary>
public class LocalActorRef : ActorRefWithCell
{
    private readonly ActorCell _cell;

    public LocalActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path)
    {
        Path = path;
        System = system;
        Props = props;
        Dispatcher = dispatcher;
        MailboxType = mailboxType;
        Supervisor = supervisor;
        _cell = NewActorCell(system, this, props, dispatcher, supervisor);
        _cell.Init(false, mailboxType);
    }

    public ActorCell Cell => _cell;

    public override ActorPath Path { get; }

    public override IInternalActorRef Parent => _cell.Parent;

    public override IActorRefProvider Provider => _cell.SystemImpl.Provider;

    public override bool IsLocal => true;

    public override IEnumerable<IActorRef> Children => _cell.GetChildren();

    protected ActorSystem System { get; }

    protected Props Props { get; }

    protected MessageDispatcher Dispatcher { get; }

    protected MailboxType MailboxType { get; }

    protected IInternalActorRef Supervisor { get; }

    public override IInternalActorRef GetSingleChild(string name) => _cell.GetSingleChild(name);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef at = this;
        for (var i = 0; i < name.Count; i++)
        {
            switch (name[i])
            {
                case "":
                    continue;
                case "..":
                    at = at.Parent;
                    continue;
                case var child when at is ActorRefWithCell local:
                    at = local.GetSingleChild(child);
                    break;
                default:
                    return at.GetChild([.. name.Skip(i)]);
            }
            if (at is Nobody)
                return at;
        }
        return at;
    }

    public override void Start() => _cell.Start();

    public override void Suspend() => _cell.Suspend();

    public override void Resume(Exception? causedByFailure = null) => _cell.Resume(causedByFailure);

    public override void Restart(Exception cause) => _cell.Restart(cause);

    public override void Stop() => _cell.Stop();

    public override void SendSystemMessage(ISystemMessage message) => _cell.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef sender) => _cell.SendMessage(sender, message);

    protected virtual ActorCell NewActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);
}

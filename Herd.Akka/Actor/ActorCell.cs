using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>What stays of an actor from its first message to its last, whatever instance handles them: the context.</summary>
public partial class ActorCell : IUntypedActorContext
{
    public const int UndefinedUid = 0;

    private readonly IInternalActorRef _self;
    private ActorBase? _actor;
    private Mailbox? _mailbox;
    private Envelope _current;
    private Receive? _behaviour;
    private Stack<Receive>? _stackedBehaviours;
    private ActorTaskScheduler? _taskScheduler;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        SystemImpl = system;
        _self = self;
        Props = props;
        Dispatcher = dispatcher;
        Parent = parent;
    }

    public ActorSystemImpl SystemImpl { get; }

    public ActorSystem System => SystemImpl;

    public IActorRef Self => _self;

    public Props Props { get; }

    public MessageDispatcher Dispatcher { get; }

    public IInternalActorRef Parent { get; }

    public Mailbox? Mailbox => Volatile.Read(ref _mailbox);

    public bool IsLocal => true;

    public bool HasMessages => Mailbox?.MessageQueue.HasMessages ?? false;

    public int NumberOfMessages => Mailbox?.MessageQueue.Count ?? 0;

    public bool IsTerminated => Mailbox?.IsClosed ?? false;

    public object? CurrentMessage => _current.Message;

    /// <summary>Another for each message.</summary>
    public int CurrentEnvelopeId { get; private set; }

    public IActorRef Sender => _current.Sender ?? SystemImpl.DeadLetters;

    public virtual ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    IActorRef IActorContext.Parent => Parent;

    internal ActorBase? Actor => _actor;

    public static IActorRef? GetCurrentSelfOrNoSender() => InternalCurrentActorCellKeeper.Current?._self;

    public static IActorRef? GetCurrentSenderOrNoSender() => InternalCurrentActorCellKeeper.Current?.Sender;

    /// <summary>Makes the mailbox, with the message in it that makes the instance.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = new Mailbox(mailboxType.Create(_self, System), Dispatcher.Mailboxes.DeadLetterMailbox);
        Volatile.Write(ref _mailbox, mailbox);
        mailbox.SetActor(this);
        mailbox.SystemEnqueue(_self, new Create());
        if (sendSupervise)
            Parent.SendSystemMessage(new Supervise(_self, false));
    }

    public virtual void Start() => Dispatcher.Attach(this);

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception? causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public virtual void SendMessage(Envelope message) => Dispatcher.Dispatch(this, message);

    public virtual void SendMessage(IActorRef sender, object message) => Dispatcher.Dispatch(this, new Envelope(message, sender));

    public virtual void SendSystemMessage(ISystemMessage systemMessage) => Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    public void Become(Receive receive)
    {
        // The first behaviour is never given up: an actor that unbecomes as often as it likes still has it.
        if (_stackedBehaviours is not { Count: > 0 } && _behaviour is not null)
            (_stackedBehaviours ??= new()).Push(_behaviour);
        _behaviour = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        (_stackedBehaviours ??= new()).Push(_behaviour!);
        _behaviour = receive;
    }

    public void UnbecomeStacked()
    {
        if (_stackedBehaviours is { Count: > 0 })
            _behaviour = _stackedBehaviours.Pop();
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handling(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handling(receive));

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, System, _self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, System);

    /// <summary>Runs something in this actor's name on the current thread.</summary>
    public void UseThreadContext(Action action)
    {
        var before = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = before;
        }
    }

    internal Mailbox? SwapMailbox(Mailbox mailbox) => Interlocked.Exchange(ref _mailbox, mailbox);

    /// <summary>The message and sender that an asynchronous handler goes on with.</summary>
    internal void RestoreCurrent(Envelope envelope) => _current = envelope;

    internal Envelope Current => _current;

    private static Receive Handling(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };
}

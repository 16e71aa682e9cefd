using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>A reference that gives access to the instance behind it.</summary>
internal sealed class InternalTestActorRef : LocalActorRef
{
    private static long _lastName = -1;

    private InternalTestActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    /// <exception cref="IllegalActorStateException">The actor has stopped.</exception>
    public ActorBase UnderlyingActor
    {
        get
        {
            // On another dispatcher it may not have been made yet; when it answers, it has.
            if (Cell.Actor is null && !Cell.IsTerminated)
                this.Ask<ActorIdentity>(new Identify(0), TestKitExtension.For(System).DefaultTimeout).Wait();
            return Cell.Actor ?? throw new IllegalActorStateException("Underlying actor is terminated");
        }
    }

    /// <exception cref="ArgumentException">The supervisor isn't an actor of this process.</exception>
    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef? supervisor, string? name)
    {
        var inner = (ActorSystemImpl)system;
        var parent = supervisor switch
        {
            null => inner.Provider.Guardian,
            LocalActorRef local => local,
            IActorRefWrapper wrapper => wrapper.Wrapped,
            _ => throw new ArgumentException($"The supervisor must be an actor of this process. It was {supervisor}", nameof(supervisor)),
        };
        if (props.Deploy.Dispatcher == Deploy.NoDispatcherGiven)
            props = props.WithDispatcher(CallingThreadDispatcher.Id);
        var dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
        var mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        name ??= $"$${Interlocked.Increment(ref _lastName)}";
        parent.Cell.ReserveChild(name);
        var made = new InternalTestActorRef(inner, props, dispatcher, mailbox, parent, new ChildActorPath(parent.Path, name, ActorUid.New()));
        parent.Cell.InitChild(made);
        made.Start();
        return made;
    }

    public void Receive(object message, IActorRef? sender) =>
        Cell.UseThreadContext(() => Cell.ReceiveMessageForTest(new Envelope(message, sender ?? System.DeadLetters)));

    public override string ToString() => $"TestActor[{Path}]";
}

using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>/deadLetters: publishes on the event stream what no actor gets.</summary>
public class DeadLetterActorRef : EmptyLocalActorRef
{
    private readonly EventStream _eventStream;

    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream) => _eventStream = eventStream;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            case DeadLetter letter:
                if (letter.Message is IDeadLetterSuppression)
                    _eventStream.Publish(new SuppressedDeadLetter(letter.Message, letter.Sender, letter.Recipient));
                else if (!SpecialHandle(letter.Message, letter.Sender))
                    _eventStream.Publish(letter);
                break;
            default:
                if (!SpecialHandle(message, sender))
                    _eventStream.Publish(new DeadLetter(message, sender ?? this, this));
                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        // Here the one that is watched is another: the actor whose mailbox was closed.
        if (message is not Watch watch)
            return base.SpecialHandle(message, sender);
        if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
        return true;
    }
}

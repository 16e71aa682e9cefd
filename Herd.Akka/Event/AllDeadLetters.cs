using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that no actor handled; subscribe to this for all kinds.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    protected AllDeadLetters(object message, IActorRef? sender, IActorRef? recipient)
    {
        Message = message;
        Sender = sender ?? ActorRefs.Nobody;
        Recipient = recipient ?? ActorRefs.Nobody;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public IActorRef Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

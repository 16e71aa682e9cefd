using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that was dropped on purpose, when something was full for instance.</summary>
public sealed class Dropped : AllDeadLetters
{
    public Dropped(object message, string reason, IActorRef? recipient)
        : this(message, reason, ActorRefs.NoSender, recipient)
    {
    }

    public Dropped(object message, string reason, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient) => Reason = reason;

    public string Reason { get; }
}

using Akka.Actor;

namespace Akka.Event;

/// <summary>A message to an actor that isn't there.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    public DeadLetter(object message, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient)
    {
    }
}

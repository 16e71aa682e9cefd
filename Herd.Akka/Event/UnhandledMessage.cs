using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that its receiver doesn't handle.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    public UnhandledMessage(object message, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient)
    {
    }
}

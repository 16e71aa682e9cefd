using Akka.Actor;

namespace Akka.Event;

/// <summary>A dead letter not worth a log line, see <see cref="IDeadLetterSuppression"/>.</summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    public SuppressedDeadLetter(object message, IActorRef? sender, IActorRef? recipient)
        : base(message, sender, recipient)
    {
    }
}

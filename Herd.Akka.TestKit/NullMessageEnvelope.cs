using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Stands for the last message as long as none has come.</summary>
public sealed class NullMessageEnvelope : MessageEnvelope
{
    public static NullMessageEnvelope Instance = new();

    private NullMessageEnvelope()
    {
    }

    /// <exception cref="IllegalActorStateException">Always.</exception>
    public override object Message => throw new IllegalActorStateException("last receive did not dequeue a message");

    /// <exception cref="IllegalActorStateException">Always.</exception>
    public override IActorRef Sender => throw new IllegalActorStateException("last receive did not dequeue a message");

    public override string ToString() => "<null>";
}

namespace Akka.Actor;

/// <summary>Something was asked of an actor that its state doesn't allow.</summary>
public class IllegalActorStateException : AkkaException
{
    public IllegalActorStateException(string message)
        : base(message)
    {
    }
}

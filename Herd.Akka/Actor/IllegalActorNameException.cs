namespace Akka.Actor;

/// <summary>A name that an actor can't have.</summary>
public class IllegalActorNameException : AkkaException
{
    public IllegalActorNameException(string message)
        : base(message)
    {
    }
}

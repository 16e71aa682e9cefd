namespace Akka.Actor;

/// <summary>A message that can't be sent.</summary>
public class InvalidMessageException : AkkaException
{
    public InvalidMessageException()
        : this("Message is null")
    {
    }

    public InvalidMessageException(string message)
        : base(message)
    {
    }
}

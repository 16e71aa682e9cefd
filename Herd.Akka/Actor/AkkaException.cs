namespace Akka.Actor;

/// <summary>The base of every exception that the actor system itself defines.</summary>
public abstract class AkkaException : Exception
{
    protected AkkaException()
    {
    }

    protected AkkaException(string? message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>What brought this exception about, if anything did.</summary>
    protected Exception? Cause => InnerException;
}

namespace Akka.Actor;

/// <summary>An actor failed again while it was restarted.</summary>
public class PostRestartException : ActorInitializationException
{
    public PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
        : base(actor, $"Exception post restart ({originalCause?.GetType().ToString() ?? "null"})", cause) => OriginalCause = originalCause!;

    /// <summary>Why it was restarted.</summary>
    public Exception OriginalCause { get; }
}

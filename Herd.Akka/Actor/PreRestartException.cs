namespace Akka.Actor;

/// <summary>An actor failed again in PreRestart.</summary>
public class PreRestartException : ActorInitializationException
{
    public PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
        : base(actor, $"Exception in PreRestart({cause?.GetType().ToString() ?? "null"}, {optionalMessage?.GetType().ToString() ?? "None"})", restartException)
    {
        RestartException = restartException;
        OptionalMessage = optionalMessage!;
    }

    public Exception RestartException { get; }

    /// <summary>The message that it failed at; null when there was none.</summary>
    public object OptionalMessage { get; }
}

using Akka.Actor;

namespace Akka.Pattern;

/// <summary>What a <see cref="BackoffSupervisor"/> does. Made with <see cref="Backoff"/>; each method gives changed options and leaves these as they are.</summary>
public abstract class BackoffOptions
{
    internal abstract Props Props { get; }

    /// <summary>The pauses start over when the child hasn't failed for <paramref name="resetBackoff"/>. Default, with the shortest pause.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The pauses start over only when the supervisor is told <see cref="BackoffSupervisor.Reset"/>.</summary>
    public abstract BackoffOptions WithManualReset();

    /// <summary>Supervises the child with this strategy; its number of retries replaces the one given before.</summary>
    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Stops the child on every exception.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>Messages that come while there is no child are answered with this, and not sent to dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>The supervisor stops when the child was started anew this often; -1 is without end.</summary>
    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>After a message for which this is true the supervisor stops: at once when there is no child, else with it.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);
}

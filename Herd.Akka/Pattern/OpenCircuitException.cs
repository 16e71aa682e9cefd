using Akka.Actor;

namespace Akka.Pattern;

/// <summary>A call was refused because its <see cref="CircuitBreaker"/> is open, or half-open with a call under way.</summary>
public class OpenCircuitException : AkkaException
{
    private const string Refused = "Circuit breaker is open; calls are failing fast.";

    public OpenCircuitException()
        : this(Refused)
    {
    }

    public OpenCircuitException(string message)
        : this(message, TimeSpan.Zero)
    {
    }

    public OpenCircuitException(string message, TimeSpan remainingDuration)
        : base(message) => RemainingDuration = remainingDuration;

    public OpenCircuitException(string message, Exception? cause)
        : this(message, cause, TimeSpan.Zero)
    {
    }

    public OpenCircuitException(string message, Exception? cause, TimeSpan remainingDuration)
        : base(message, cause) => RemainingDuration = remainingDuration;

    public OpenCircuitException(Exception? cause)
        : this(Refused, cause)
    {
    }

    public OpenCircuitException(Exception? cause, TimeSpan remainingDuration)
        : this(Refused, cause, remainingDuration)
    {
    }

    /// <summary>How long the circuit stays open; zero when it isn't known or already half-open.</summary>
    public TimeSpan RemainingDuration { get; }
}

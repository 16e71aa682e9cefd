using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Ways to supervise a child that is started anew with growing pauses.</summary>
public static class Backoff
{
    /// <summary>Starts the child anew when it would have been restarted after an exception. The supervisor stops when the child stops by itself.</summary>
    /// <param name="childProps">Of the child.</param>
    /// <param name="childName">Of the child.</param>
    /// <param name="minBackoff">The first pause; each following one is twice as long.</param>
    /// <param name="maxBackoff">The longest pause, before the random part.</param>
    /// <param name="randomFactor">The largest part by which a pause is lengthened at random, 0 to 1.</param>
    /// <param name="maxNrOfRetries">How often the child is started anew before the supervisor stops; -1 is without end.</param>
    public static BackoffOptions OnFailure(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffOptionsImpl(true, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>Starts the child anew when it has stopped. An exception is handled by the strategy, without a pause.</summary>
    /// <inheritdoc cref="OnFailure"/>
    public static BackoffOptions OnStop(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffOptionsImpl(false, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}

using Akka.Actor;

namespace Akka.Event;

/// <summary>The first message of a logger, to be answered with <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger : INoSerializationVerificationNeeded
{
    public InitializeLogger(LoggingBus loggingBus) => LoggingBus = loggingBus;

    /// <summary>The bus to subscribe to; log events come without that.</summary>
    public LoggingBus LoggingBus { get; }
}

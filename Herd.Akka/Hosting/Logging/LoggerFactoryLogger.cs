using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;
using MicrosoftLogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Akka.Hosting.Logging;

/// <summary>Logs what the actor system logs with Microsoft.Extensions.Logging, in the category Akka.Actor.ActorSystem.</summary>
public class LoggerFactoryLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly ILogger _logger;

    /// <exception cref="ConfigurationException">The actor system was created without a <see cref="LoggerFactorySetup"/>.</exception>
    public LoggerFactoryLogger()
    {
        var setup = Context.System.Settings.Setup.Get<LoggerFactorySetup>();
        if (!setup.HasValue)
            throw new ConfigurationException($"{nameof(LoggerFactoryLogger)} needs a {nameof(LoggerFactorySetup)} among the setups of the actor system.");
        _logger = setup.Value.LoggerFactory.CreateLogger<ActorSystem>();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent log:
                Log(log, Sender.Path);
                return true;
            default:
                return false;
        }
    }

    /// <param name="log">What is logged.</param>
    /// <param name="path">Who logs it.</param>
    protected virtual void Log(LogEvent log, ActorPath path)
    {
        var level = log.LogLevel() switch
        {
            Event.LogLevel.DebugLevel => MicrosoftLogLevel.Debug,
            Event.LogLevel.InfoLevel => MicrosoftLogLevel.Information,
            Event.LogLevel.WarningLevel => MicrosoftLogLevel.Warning,
            _ => MicrosoftLogLevel.Error,
        };
        if (_logger.IsEnabled(level))
            _logger.Log(level, default, new AkkaLogState(log), log.Cause, static (state, _) => state.ToString());
    }
}

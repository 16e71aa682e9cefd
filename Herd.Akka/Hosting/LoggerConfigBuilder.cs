using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Hosting;

/// <summary>Collects which loggers an actor system has, and from which level on they log.</summary>
public sealed class LoggerConfigBuilder
{
    private readonly List<Type> _loggers = [typeof(DefaultLogger)];

    internal LoggerConfigBuilder(AkkaConfigurationBuilder builder) => Builder = builder;

    /// <summary>The lowest level that is logged; null leaves it to the configuration.</summary>
    public LogLevel? LogLevel { get; set; }

    /// <summary>Whether the whole configuration is logged when the actor system starts; null leaves it to the configuration.</summary>
    public bool? LogConfigOnStart { get; set; }

    internal AkkaConfigurationBuilder Builder { get; }

    /// <summary>Takes away all loggers, the default one too.</summary>
    public LoggerConfigBuilder ClearLoggers()
    {
        _loggers.Clear();
        return this;
    }

    /// <summary>Adds a logger.</summary>
    public LoggerConfigBuilder AddLogger<T>()
        where T : IRequiresMessageQueue<ILoggerMessageQueueSemantics>
    {
        _loggers.Add(typeof(T));
        return this;
    }

    internal Config ToConfig()
    {
        Config config = $"akka.loggers = [{string.Join(", ", _loggers.Select(logger => $"\"{logger.AssemblyQualifiedName}\""))}]";
        if (LogLevel is { } level)
            config = $"akka.loglevel = {level.StringFor()}" + config;
        if (LogConfigOnStart is { } on)
            config = $"akka.log-config-on-start = {(on ? "on" : "off")}" + config;
        return config;
    }
}

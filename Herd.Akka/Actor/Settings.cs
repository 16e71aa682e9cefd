using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The settings of an actor system: all of its configuration, and what the runtime reads of it.</summary>
public class Settings
{
    private readonly Config _userConfig;
    private Config _fallback;
    private bool _hasDeployments;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        _fallback = ConfigurationFactory.Default();
        Config = _userConfig.SafeWithFallback(_fallback);
        _hasDeployments = Config.HasPath("akka.actor.deployment");

        ConfigVersion = Config.GetString("akka.version")!;
        ProviderClass = Config.GetString("akka.actor.provider") switch
        {
            "local" => "Akka.Actor.LocalActorRefProvider",
            "remote" => "Akka.Remote.RemoteActorRefProvider, Akka.Remote",
            "cluster" => "Akka.Cluster.ClusterActorRefProvider, Akka.Cluster",
            var other => other!,
        };
        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy")!;
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout");
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout");
        SchedulerClass = Config.GetString("akka.scheduler.implementation")!;
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout");

        LogLevel = Config.GetString("akka.loglevel")!;
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel")!;
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher")!;
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout");
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogFormatter = FormatterOf(Config.GetString("akka.logger-formatter"));
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogDeadLetters = Config.GetString("akka.log-dead-letters")?.ToLowerInvariant() switch
        {
            "on" or "true" or "yes" => int.MaxValue,
            "off" or "false" or "no" => 0,
            _ => Config.GetInt("akka.log-dead-letters"),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration = Config.GetTimeSpan("akka.log-dead-letters-suspend-duration");

        AddLoggingReceive = Config.GetBoolean("akka.actor.debug.receive");
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");

        CoordinatedShutdownTerminateActorSystem = Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
        if (CoordinatedShutdownRunByActorSystemTerminate && !CoordinatedShutdownTerminateActorSystem)
            throw new ConfigurationException("akka.coordinated-shutdown.run-by-actor-system-terminate = on needs terminate-actor-system = on: else the actor system would never end.");
    }

    public ActorSystem System { get; }

    public ActorSystemSetup Setup { get; }

    /// <summary>All of it: what the system was made with, over the defaults.</summary>
    public Config Config { get; private set; }

    public string ConfigVersion { get; }

    public string ProviderClass { get; }

    public string SupervisorStrategyClass { get; }

    public TimeSpan AskTimeout { get; }

    public TimeSpan CreationTimeout { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public MinimalLogger StdoutLogger { get; } = new StandardOutLogger();

    public IList<string> Loggers { get; }

    public string LoggersDispatcher { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public bool LoggerAsyncStart { get; }

    public ILogMessageFormatter LogFormatter { get; }

    public bool LogConfigOnStart { get; }

    /// <summary>How many are logged before a pause; <see cref="int.MaxValue"/>: all.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public bool AddLoggingReceive { get; }

    public bool DebugAutoReceive { get; }

    public bool DebugLifecycle { get; }

    public bool DebugEventStream { get; }

    public bool DebugUnhandledMessage { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Puts defaults below all others, those of an extension for instance.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallback = config.SafeWithFallback(_fallback);
        Config = _userConfig.SafeWithFallback(_fallback);
        _hasDeployments = Config.HasPath("akka.actor.deployment");
    }

    public override string ToString() => Config.ToString();

    /// <summary>What <c>akka.actor.deployment</c> says about an actor below /user; null if nothing.</summary>
    internal Deploy? DeployOf(ActorPath path)
    {
        if (!_hasDeployments || path.Depth < 2 || path.ParentOf(1).Name != "user")
            return null;
        var key = "akka.actor.deployment.\"/" + string.Join('/', path.Elements.Skip(1)) + "\"";
        if (Config.GetConfig(key) is not { } config)
            return null;
        return Deploy.None
            .WithDispatcher(config.GetString("dispatcher", Deploy.NoDispatcherGiven)!)
            .WithMailbox(config.GetString("mailbox", Deploy.NoMailboxGiven)!)
            .WithStashCapacity(config.GetInt("stash-capacity", Deploy.NoStashSize));
    }

    private static ILogMessageFormatter FormatterOf(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return SemanticLogMessageFormatter.Instance;
        var type = ConfiguredType.Find(name, "akka.logger-formatter");
        return type == typeof(SemanticLogMessageFormatter) ? SemanticLogMessageFormatter.Instance
            : type == typeof(DefaultLogMessageFormatter) ? DefaultLogMessageFormatter.Instance
            : ConfiguredType.Create<ILogMessageFormatter>(type);
    }
}

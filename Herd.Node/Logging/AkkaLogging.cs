using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Herd.Node.Logging;

/// <summary>Routes both actor systems' logs to the host's loggers, since standard output is for what commands print.</summary>
/// <remarks>The herd file's section <c>akka</c> overrides these settings.</remarks>
internal static class AkkaLogging
{
    private const string Settings =
        """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["Herd.Node.Logging.HostLogger, herd"]
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """;

    public static AkkaConfigurationBuilder WithHerdLogging(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon(Settings, HoconAddMode.Append);

    /// <summary>Hides what Akka.Remote and Akka.Cluster say of peers; the herd reports it itself.</summary>
    public static AkkaConfigurationBuilder WithMembershipLogging(this AkkaConfigurationBuilder akka) => akka
        .WithHerdLogging()
        .AddSetup(new LogFilterBuilder().Add(new PeerNoise()).Build());
}

/// <summary>Passes only the text of log events to the host's loggers, which add time, level and node.</summary>
/// <remarks>Akka.Hosting's own logger adds them, too, and ignores the actor system's filters.</remarks>
internal sealed class HostLogger : LoggerFactoryLogger
{
    private readonly LogFilterEvaluator _filter = Context.System.Settings.LogFilter;
    private readonly ILogger _logger =
        Context.System.Settings.Setup.Get<LoggerFactorySetup>().Value.LoggerFactory.CreateLogger<ActorSystem>();

    protected override void Log(LogEvent log, ActorPath path)
    {
        if (_filter.ShouldTryKeepMessage(log, out _))
            _logger.Log(LevelOf(log.LogLevel()), default, $"{log.Message}", log.Cause, static (text, _) => text);
    }

    private static LogLevel LevelOf(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}

/// <summary>Hides warnings of Akka.Remote and Akka.Cluster, with stack traces, about peers that leave, freeze or are cut off.</summary>
/// <remarks>Filters by logger, never by text.</remarks>
internal sealed class PeerNoise : LogFilterBase
{
    private static readonly string[] Namespaces = ["Akka.Remote", "Akka.Cluster"];

    /// <summary>Loggers with a name but no class.</summary>
    private static readonly string[] Names = ["remoting", "Cluster"];

    /// <summary>Their actors' paths: supervisors log a child's failure under its path.</summary>
    private static readonly string[] Paths =
        ["/system/endpointManager", "/system/transports", "/system/cluster", "/system/remote-watcher", "/system/remoting-terminator"];

    public override LogFilterType FilterType => LogFilterType.Source;

    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null) =>
        IsOf(content.LogClass) || IsOf(content.LogSource ?? "") ? LogFilterDecision.Drop : LogFilterDecision.Keep;

    /// <summary>Coordinated shutdown warns of phases that wait for unreachable members.</summary>
    private static bool IsOf(Type? type) => type == typeof(CoordinatedShutdown)
        || type?.Namespace is { } place && Array.Exists(Namespaces, name => place == name || place.StartsWith($"{name}.", StringComparison.Ordinal));

    private static bool IsOf(string source) =>
        Array.Exists(Names, name => source.StartsWith(name, StringComparison.Ordinal))
        || Array.Exists(Paths, path => source.Contains(path, StringComparison.Ordinal));
}

using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Herd.Node.Logging;

/// <summary>
/// How the actor systems of a node log. Both write to the host's loggers; standard output is for what a command prints.
/// A setting in the herd file's section <c>akka</c> goes before these.
/// </summary>
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

    /// <summary>For the herd's own actor system.</summary>
    public static AkkaConfigurationBuilder WithHerdLogging(this AkkaConfigurationBuilder akka) =>
        akka.AddHocon(Settings, HoconAddMode.Append);

    /// <summary>For the membership's actor system: what Akka.Remote and Akka.Cluster say of peers is hidden, the herd tells it itself.</summary>
    public static AkkaConfigurationBuilder WithMembershipLogging(this AkkaConfigurationBuilder akka) => akka
        .WithHerdLogging()
        .AddSetup(new LogFilterBuilder().Add(new PeerNoise()).Build());
}

/// <summary>
/// Hands an actor system's log events to the host's loggers: the text alone, for time, level and node are added there.
/// Akka.Hosting's own logger puts them before the text, and doesn't look at the actor system's filters.
/// </summary>
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

/// <summary>
/// Hides what Akka.Remote and Akka.Cluster warn of, in their own terms and with stacks, whenever a peer goes, freezes, is cut
/// off or isn't one. It goes by who logs, never by the text.
/// </summary>
internal sealed class PeerNoise : LogFilterBase
{
    private static readonly string[] Namespaces = ["Akka.Remote", "Akka.Cluster"];

    /// <summary>Loggers that have a name and no class.</summary>
    private static readonly string[] Names = ["remoting", "Cluster"];

    /// <summary>Where their actors are: supervisors log the failure of a child under its path.</summary>
    private static readonly string[] Paths =
        ["/system/endpointManager", "/system/transports", "/system/cluster", "/system/remote-watcher", "/system/remoting-terminator"];

    public override LogFilterType FilterType => LogFilterType.Source;

    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null) =>
        IsOf(content.LogClass) || IsOf(content.LogSource ?? "") ? LogFilterDecision.Drop : LogFilterDecision.Keep;

    /// <summary>Coordinated shutdown warns of phases that wait for members that can't be reached.</summary>
    private static bool IsOf(Type? type) => type == typeof(CoordinatedShutdown)
        || type?.Namespace is { } place && Array.Exists(Namespaces, name => place == name || place.StartsWith($"{name}.", StringComparison.Ordinal));

    private static bool IsOf(string source) =>
        Array.Exists(Names, name => source.StartsWith(name, StringComparison.Ordinal))
        || Array.Exists(Paths, path => source.Contains(path, StringComparison.Ordinal));
}

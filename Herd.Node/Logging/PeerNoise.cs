using Akka.Actor;
using Akka.Event;

namespace Herd.Node.Logging;

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

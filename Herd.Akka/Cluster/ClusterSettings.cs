using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>What stands under akka.cluster.</summary>
public sealed class ClusterSettings
{
    /// <param name="config">The whole configuration of an actor system.</param>
    /// <param name="systemName">The system's name.</param>
    /// <exception cref="ConfigurationException">akka.cluster is missing, a setting can't be used, or the downing provider's class isn't there.</exception>
    public ClusterSettings(Config config, string systemName)
    {
        var cluster = config.GetConfig("akka.cluster");
        if (cluster.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<ClusterSettings>("akka.cluster");

        SeedNodes = [.. cluster.GetStringList("seed-nodes").Select(SeedNode)];
        SeedNodeTimeout = cluster.GetTimeSpan("seed-node-timeout");
        RetryUnsuccessfulJoinAfter = TimeOrOff(cluster, "retry-unsuccessful-join-after");
        ShutdownAfterUnsuccessfulJoinSeedNodes = TimeOrOff(cluster, "shutdown-after-unsuccessful-join-seed-nodes");
        RunCoordinatedShutdownWhenDown = cluster.GetBoolean("run-coordinated-shutdown-when-down");
        WeaklyUpAfter = WeaklyUp(cluster);
        AllowWeaklyUpMembers = WeaklyUpAfter > TimeSpan.Zero;
        var downing = cluster.GetString("downing-provider-class");
        DowningProviderType = string.IsNullOrEmpty(downing) ? typeof(NoDowning) : ConfiguredType.Find(downing, "akka.cluster.downing-provider-class");

        Roles = [.. cluster.GetStringList("roles")];
        MinNrOfMembers = AtLeastOne(cluster.GetInt("min-nr-of-members"), "min-nr-of-members");
        MinNrOfMembersOfRole = (cluster.GetConfig("role")?.AsEnumerable() ?? [])
            .Where(role => role.Value.ToConfig().HasPath("min-nr-of-members"))
            .ToImmutableDictionary(
                role => role.Key,
                role => AtLeastOne(role.Value.ToConfig().GetInt("min-nr-of-members"), $"role.{role.Key}.min-nr-of-members"));

        LogInfoVerbose = cluster.GetBoolean("log-info-verbose");
        LogInfo = LogInfoVerbose || cluster.GetBoolean("log-info");
        PeriodicTasksInitialDelay = cluster.GetTimeSpan("periodic-tasks-initial-delay");
        GossipInterval = cluster.GetTimeSpan("gossip-interval");
        GossipTimeToLive = cluster.GetTimeSpan("gossip-time-to-live");
        LeaderActionsInterval = cluster.GetTimeSpan("leader-actions-interval");
        UnreachableNodesReaperInterval = cluster.GetTimeSpan("unreachable-nodes-reaper-interval");
        GossipDifferentViewProbability = cluster.GetDouble("gossip-different-view-probability");
        ReduceGossipDifferentViewProbability = cluster.GetInt("reduce-gossip-different-view-probability");
        var dispatcher = cluster.GetString("use-dispatcher");
        UseDispatcher = string.IsNullOrEmpty(dispatcher) ? Dispatch.Dispatchers.DefaultDispatcherId : dispatcher;

        FailureDetectorConfig = cluster.GetConfig("failure-detector")!;
        FailureDetectorImplementationClass = FailureDetectorConfig.GetString("implementation-class")!;
        HeartbeatInterval = FailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        HeartbeatExpectedResponseAfter = FailureDetectorConfig.GetTimeSpan("expected-response-after");
        MonitoredByNrOfMembers = AtLeastOne(FailureDetectorConfig.GetInt("monitored-by-nr-of-members"), "failure-detector.monitored-by-nr-of-members");

        VerboseHeartbeatLogging = cluster.GetBoolean("debug.verbose-heartbeat-logging");
        VerboseGossipReceivedLogging = cluster.GetBoolean("debug.verbose-receive-gossip-logging");

        Address SeedNode(string address) =>
            Address.TryParse(address, out var parsed) && parsed.HasGlobalScope
                ? parsed
                : throw new ConfigurationException($"akka.cluster.seed-nodes: '{address}' isn't of the form akka.tcp://{systemName}@host:port.");
    }

    public ImmutableList<Address> SeedNodes { get; }

    public TimeSpan SeedNodeTimeout { get; }

    /// <summary>Null: a join that got no answer isn't tried again.</summary>
    public TimeSpan? RetryUnsuccessfulJoinAfter { get; }

    /// <summary>Null: seed nodes are tried for ever.</summary>
    public TimeSpan? ShutdownAfterUnsuccessfulJoinSeedNodes { get; }

    public bool RunCoordinatedShutdownWhenDown { get; }

    public bool AllowWeaklyUpMembers { get; }

    public TimeSpan WeaklyUpAfter { get; }

    public Type DowningProviderType { get; }

    public ImmutableHashSet<string> Roles { get; }

    public int MinNrOfMembers { get; }

    public ImmutableDictionary<string, int> MinNrOfMembersOfRole { get; }

    public bool LogInfo { get; }

    public bool LogInfoVerbose { get; }

    public TimeSpan PeriodicTasksInitialDelay { get; }

    public TimeSpan GossipInterval { get; }

    public TimeSpan GossipTimeToLive { get; }

    public TimeSpan LeaderActionsInterval { get; }

    public TimeSpan UnreachableNodesReaperInterval { get; }

    public double GossipDifferentViewProbability { get; }

    public int ReduceGossipDifferentViewProbability { get; }

    public string UseDispatcher { get; }

    public Config FailureDetectorConfig { get; }

    public string FailureDetectorImplementationClass { get; }

    public TimeSpan HeartbeatInterval { get; }

    public TimeSpan HeartbeatExpectedResponseAfter { get; }

    public int MonitoredByNrOfMembers { get; }

    public bool VerboseHeartbeatLogging { get; }

    public bool VerboseGossipReceivedLogging { get; }

    private static TimeSpan? TimeOrOff(Config config, string path) =>
        config.GetString(path)?.ToLowerInvariant() is "off" or "false" ? null : config.GetTimeSpan(path);

    /// <summary>on and off are from before the setting had a time.</summary>
    private static TimeSpan WeaklyUp(Config config) => config.GetString("allow-weakly-up-members")?.ToLowerInvariant() switch
    {
        "off" or "false" => TimeSpan.Zero,
        "on" or "true" => TimeSpan.FromSeconds(7),
        _ => config.GetTimeSpan("allow-weakly-up-members"),
    };

    private static int AtLeastOne(int number, string setting) =>
        number > 0 ? number : throw new ConfigurationException($"akka.cluster.{setting} must be > 0, not {number}.");
}

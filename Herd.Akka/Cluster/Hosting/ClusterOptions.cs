namespace Akka.Cluster.Hosting;

/// <summary>What stands under akka.cluster; null leaves a setting as it is.</summary>
public sealed class ClusterOptions
{
    public string[]? Roles { get; set; }

    /// <summary>role.NAME.min-nr-of-members, by the role's name.</summary>
    public Dictionary<string, int>? MinimumNumberOfMembersPerRole { get; set; }

    /// <summary><c>akka.tcp://system@host:port</c></summary>
    public string[]? SeedNodes { get; set; }

    public int? MinimumNumberOfMembers { get; set; }

    public bool? LogInfo { get; set; }

    public bool? LogInfoVerbose { get; set; }
}

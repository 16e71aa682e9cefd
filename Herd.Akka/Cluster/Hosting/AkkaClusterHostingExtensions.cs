using System.Text;
using Akka.Hosting;

namespace Akka.Cluster.Hosting;

/// <summary>Clusters for hosts.</summary>
public static class AkkaClusterHostingExtensions
{
    /// <summary>Makes the actor system a node of a cluster; it needs remoting too.</summary>
    public static AkkaConfigurationBuilder WithClustering(this AkkaConfigurationBuilder builder, ClusterOptions? options = null)
    {
        var hocon = new StringBuilder("akka.actor.provider = cluster\n");
        if (options is not null)
            Append(hocon, options);
        builder.AddHocon(hocon.ToString(), HoconAddMode.Prepend);
        return builder;
    }

    private static void Append(StringBuilder hocon, ClusterOptions options)
    {
        if (options.Roles is { Length: > 0 } roles)
            hocon.AppendLine($"akka.cluster.roles = [{Quoted(roles)}]");
        if (options.SeedNodes is { Length: > 0 } seeds)
            hocon.AppendLine($"akka.cluster.seed-nodes = [{Quoted(seeds)}]");
        if (options.MinimumNumberOfMembers is { } minimum)
            hocon.AppendLine($"akka.cluster.min-nr-of-members = {minimum}");
        foreach (var (role, number) in options.MinimumNumberOfMembersPerRole ?? [])
            hocon.AppendLine($"akka.cluster.role.{role}.min-nr-of-members = {number}");
        if (options.LogInfo is { } logInfo)
            hocon.AppendLine($"akka.cluster.log-info = {(logInfo ? "on" : "off")}");
        if (options.LogInfoVerbose is { } logInfoVerbose)
            hocon.AppendLine($"akka.cluster.log-info-verbose = {(logInfoVerbose ? "on" : "off")}");
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}

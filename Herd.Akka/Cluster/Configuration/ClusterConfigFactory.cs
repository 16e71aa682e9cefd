using Akka.Configuration;

namespace Akka.Cluster.Configuration;

/// <summary>The defaults of akka.cluster.</summary>
internal static class ClusterConfigFactory
{
    private static readonly Lazy<Config> Reference =
        new(() => ConfigurationFactory.FromResource("Akka.Cluster.Configuration.Cluster.conf", typeof(ClusterConfigFactory).Assembly));

    public static Config Default() => Reference.Value;
}

using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Herd.Tests.AkkaRuntime.Remote;
using Herd.Tests.Node;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using static Herd.Tests.AkkaRuntime.Clustering.ClusterNodes;

namespace Herd.Tests.AkkaRuntime.Clustering;

public sealed class LargeClusterTests
{
    [Fact]
    public async Task Twenty_nodes_of_one_process_form_a_cluster_with_intervals_as_they_come()
    {
        var seed = FreePorts.Take();
        var config = $"""
            akka.loglevel = OFF
            akka.actor.provider = cluster
            akka.cluster.log-info = off
            akka.cluster.downing-provider-class = ""
            akka.cluster.seed-nodes = ["akka.tcp://cluster@127.0.0.1:{seed}"]
            """;
        await using var nodes = new ClusterNodes(config);

        var all = Enumerable.Range(0, 20).Select(number => nodes.Start($"akka.remote.dot-netty.tcp.port = {(number == 0 ? seed : 0)}")).ToArray();

        await UntilAllUp(all);
        await Until(() => all.Select(node => node.State.Leader).Distinct().Count() == 1);
    }

    [Fact]
    public async Task A_host_with_clustering_is_a_node()
    {
        var port = FreePorts.Take();
        using var host = Host.CreateDefaultBuilder()
            .ConfigureServices(services => services.AddAkka("hosted", akka => akka
                .AddHocon(RemoteSystems.Base, HoconAddMode.Append)
                .AddHocon("""
                    akka.cluster.downing-provider-class = ""
                    """, HoconAddMode.Prepend)
                .WithRemoting("127.0.0.1", port)
                .WithClustering(new ClusterOptions
                {
                    SeedNodes = [$"akka.tcp://hosted@127.0.0.1:{port}"],
                    Roles = ["one", "two"],
                    MinimumNumberOfMembers = 1,
                    MinimumNumberOfMembersPerRole = new Dictionary<string, int> { ["one"] = 1 },
                    LogInfo = false,
                })))
            .Build();
        await host.StartAsync();
        var cluster = Cluster.Get(host.Services.GetRequiredService<Akka.Actor.ActorSystem>());

        await Until(() => cluster.IsUp);

        Assert.Equal(["one", "two"], cluster.SelfMember.Roles.Order());
        Assert.Equal(1, cluster.Settings.MinNrOfMembersOfRole["one"]);
        Assert.False(cluster.Settings.LogInfo);
        await host.StopAsync();
        Assert.True(cluster.IsTerminated);
    }
}

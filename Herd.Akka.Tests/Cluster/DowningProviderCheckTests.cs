using Akka.Actor;
using Xunit;

namespace Akka.Cluster.Tests;

public sealed class DowningProviderCheckTests
{
    [Fact]
    public async Task A_node_of_another_downing_provider_doesnt_get_in_by_seed_nodes()
    {
        var inside = Start("");
        await inside.JoinAsync(inside.SelfAddress).WaitAsync(TimeSpan.FromSeconds(30));
        var other = Start($"""
            downing-provider-class = "{typeof(OtherDowning).AssemblyQualifiedName}"
            seed-nodes = ["{inside.SelfAddress}"]
            shutdown-after-unsuccessful-join-seed-nodes = 1s
            """);

        await other.System.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Single(inside.State.Members);
        await inside.System.Terminate().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Cluster Start(string cluster) => Cluster.Get(ActorSystem.Create("cluster", $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster {
            seed-node-timeout = 200ms
            periodic-tasks-initial-delay = 50ms
            {{cluster}}
          }
        }
        """));

    /// <summary>Downs nobody either, but is another.</summary>
    public sealed class OtherDowning : IDowningProvider
    {
        public OtherDowning(ActorSystem system, Cluster cluster)
        {
        }

        public TimeSpan DownRemovalMargin => TimeSpan.Zero;

        public Props? DowningActorProps => null;
    }
}

using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;
using Herd.Actors.Places;
using Herd.Actors.Storage;

namespace Herd.Node.Hosting;

internal static class NodeAkka
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The node's own actor system, which talks to nobody outside the process. The cluster's is in <see cref="ClusterSystems"/>.</summary>
    /// <param name="ended">Called when the root actor ended, with which nothing of the node works.</param>
    public static AkkaConfigurationBuilder WithHerd(this AkkaConfigurationBuilder akka, Func<HerdActor.Setup> setup, Action ended) => akka
        .WithActorRefProvider(ProviderSelection.Local.Instance)
        .AddHocon(
            """
            akka {
              # Each tick wakes a thread, with nothing due too. Nothing here is due sooner than in 40 ms.
              scheduler.tick-duration = 20ms
              # This program stops its actor systems itself; one that is told to end at once shall not wait for them.
              coordinated-shutdown {
                run-by-clr-shutdown-hook = off
                # All is saved in it. What can't be in time is told, and the node ends.
                phases.service-stop.timeout = 4s
              }
            }
            """,
            HoconAddMode.Append)
        .AddHocon(StorageDispatcher.Config, HoconAddMode.Append)
        .WithActors((system, registry) => StartAsync(system, registry, setup(), ended));

    /// <summary>Completes once the actors exist that connections are handed to.</summary>
    private static async Task StartAsync(ActorSystem system, IActorRegistry registry, HerdActor.Setup setup, Action ended)
    {
        var root = system.ActorOf(HerdActor.Props(setup), HerdActor.Name);
        _ = root.WatchAsync().ContinueWith(_ => ended(), TaskScheduler.Default);
        var parts = await root.Ask<HerdActor.Parts>(HerdActor.GetParts.Instance, StartTimeout).ConfigureAwait(false);
        registry.Register<HerdActor>(root);
        registry.Register<ClientListener>(parts.Clients);
        registry.Register<GossipActor>(parts.Gossip);
        registry.Register<LocationRegistry>(parts.Registry);
        registry.Register<MembershipActor>(parts.Membership);
        registry.Register<PlacesQuery>(parts.Places);
    }
}

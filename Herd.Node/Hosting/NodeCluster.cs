using Akka.Actor;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Actors.Storage;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>A node's part in the cluster that its herd's membership is kept in.</summary>
internal static class NodeCluster
{
    /// <summary>
    /// Availability first: nobody is taken out because it can't be reached, and whoever is taken out by hand serves on.
    /// The rest makes the herd's few nodes know of each other sooner than the defaults for large clusters do.
    /// </summary>
    private const string Defaults =
        """
        akka {
          remote {
            retry-gate-closed-for = 250ms
            # That a node isn't there is told by the herd's membership.
            log-remote-lifecycle-events = off
          }
          cluster {
            log-info = off
            downing-provider-class = ""
            run-coordinated-shutdown-when-down = off
            allow-weakly-up-members = 3s
            gossip-interval = 250ms
            leader-actions-interval = 250ms
            unreachable-nodes-reaper-interval = 500ms
            periodic-tasks-initial-delay = 250ms
            retry-unsuccessful-join-after = 1s
          }
          # While members can't be reached, that this one leaves can't become known to all; it goes all the same.
          coordinated-shutdown.phases {
            cluster-leave.timeout = 1s
            cluster-exiting.timeout = 1500ms
            cluster-exiting-done.timeout = 500ms
            cluster-shutdown.timeout = 500ms
          }
        }
        """;

    /// <param name="akka">The actor system's.</param>
    /// <param name="node">The node.</param>
    /// <param name="ports">The node's.</param>
    /// <param name="certificate">What the node shows and asks for; null: TLS is off.</param>
    public static AkkaConfigurationBuilder WithCluster(
        this AkkaConfigurationBuilder akka, NodeSettings node, NodePorts ports, HerdCertificate? certificate)
    {
        if (certificate is not null)
            akka.AddSetup(certificate.ToSetup());
        // Remoting binds it now.
        ports.Cluster.Dispose();
        return akka
            .WithRemoting(ports.Cluster.Address.ToString(), ports.Cluster.Port, node.Host, ports.Cluster.Port)
            .AddHocon($"akka.cluster.roles = [{string.Join(", ", Describe(node, ports).ToRoles().Select(role => $"\"{role}\""))}]", HoconAddMode.Prepend)
            .WithActorRefProvider(ProviderSelection.Cluster.Instance)
            .AddHocon(Defaults, HoconAddMode.Append)
            .AddHocon(MembershipSerializer.Config, HoconAddMode.Append);
    }

    public static MembershipSetup SetupOf(HerdSettings herd, NodeSettings node, NodePorts ports) => new(
        Describe(node, ports),
        [.. herd.FileNodes.Select(FileNodeOf)],
        herd.Links,
        herd.Joining?.Targets ?? [],
        herd.Storage.Provider == StorageProvider.None ? null : new MembersFile(herd.FolderOf(node.Name)));

    private static NodeDescription Describe(NodeSettings node, NodePorts ports) =>
        new(node.Name, node.Host, ports.Clients.Port, ports.Links.Port, ports.Http.Port);

    private static FileNode FileNodeOf(NodeSettings node) => new(
        new Neighbour(node.Name, node.Host, node.LinkPort),
        node.ClusterPort == 0 ? null : FormattableString.Invariant($"{node.Host}:{node.ClusterPort}"));
}

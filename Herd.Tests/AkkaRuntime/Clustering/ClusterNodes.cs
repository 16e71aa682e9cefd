using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Herd.Tests.AkkaRuntime.Remote;

namespace Herd.Tests.AkkaRuntime.Clustering;

/// <summary>Nodes of clusters on loopback, with intervals so short that nobody waits.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    /// <summary>For what must happen; nothing is slow by as much.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(40);

    private static readonly Config Quick = """
        akka {
          loglevel = OFF
          actor.provider = cluster
          cluster {
            log-info = off
            downing-provider-class = ""
            seed-node-timeout = 500ms
            retry-unsuccessful-join-after = 500ms
            allow-weakly-up-members = 1s
            periodic-tasks-initial-delay = 50ms
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            unreachable-nodes-reaper-interval = 100ms
            failure-detector {
              heartbeat-interval = 100ms
              acceptable-heartbeat-pause = 1500ms
              expected-response-after = 500ms
            }
          }
        }
        """;

    private readonly List<ActorSystem> _systems = [];
    private readonly Config _base;

    public ClusterNodes(Config? @base = null) => _base = @base ?? Quick;

    /// <summary>Starts a node that doesn't join anyone yet.</summary>
    public Cluster Start(string config = "")
    {
        var system = RemoteSystems.Create("cluster", ConfigurationFactory.ParseString(config).WithFallback(_base).ToString(includeFallback: true));
        _systems.Add(system);
        return Cluster.Get(system);
    }

    /// <summary>Starts a new incarnation of a node.</summary>
    public Cluster Restart(Cluster node, string config = "") => Start($"akka.remote.dot-netty.tcp.port = {node.SelfAddress.Port}\n{config}");

    /// <summary>Starts nodes and waits until each sees all of them Up.</summary>
    public async Task<Cluster[]> Form(int count, string config = "")
    {
        var nodes = Enumerable.Range(0, count).Select(_ => Start(config)).ToArray();
        nodes[0].Join(nodes[0].SelfAddress);
        foreach (var node in nodes[1..])
            node.Join(nodes[0].SelfAddress);
        await UntilAllUp(nodes);
        return nodes;
    }

    public static Task UntilAllUp(params Cluster[] nodes) => Until(
        () => nodes.All(node =>
            node.State is { Unreachable.Count: 0 } state
            && state.Members.Count == nodes.Length
            && Up(node).SetEquals(nodes.Select(other => other.SelfUniqueAddress))),
        () => string.Join("\n", nodes.Select(node => $"{node.SelfAddress}: {string.Join(", ", node.State.Members)}, unreachable {string.Join(", ", node.State.Unreachable)}")));

    public static HashSet<UniqueAddress> Up(Cluster node) =>
        [.. node.State.Members.Where(member => member.Status == MemberStatus.Up).Select(member => member.UniqueAddress)];

    public static MemberStatus? StatusOf(Cluster at, UniqueAddress node) =>
        at.State.Members.FirstOrDefault(member => member.UniqueAddress == node)?.Status;

    /// <summary>A node can't reach exactly these.</summary>
    public static bool CantReach(Cluster node, params Cluster[] others) =>
        node.State.Unreachable.Select(member => member.UniqueAddress).ToHashSet().SetEquals(others.Select(other => other.SelfUniqueAddress));

    public static async Task Until(Func<bool> condition, Func<string>? otherwise = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(Long);
        while (!condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException(otherwise?.Invoke() ?? "It didn't come to pass.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Ends a node at once, without a word to the others.</summary>
    public static async Task Crash(Cluster node)
    {
        ((ExtendedActorSystem)node.System).Abort();
        await node.System.WhenTerminated.WaitAsync(Long);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems)
            ((ExtendedActorSystem)system).Abort();
        await Task.WhenAll(_systems.Select(system => system.WhenTerminated)).WaitAsync(Long);
    }
}

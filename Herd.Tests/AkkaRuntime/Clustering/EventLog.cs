using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;

namespace Herd.Tests.AkkaRuntime.Clustering;

/// <summary>All that a node tells a subscriber, in its order.</summary>
internal sealed class EventLog : IDisposable
{
    private readonly ConcurrentQueue<object> _events = new();
    private readonly Cluster _cluster;

    public EventLog(Cluster cluster, params Type[] to)
        : this(cluster, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, to)
    {
    }

    public EventLog(Cluster cluster, ClusterEvent.SubscriptionInitialStateMode mode, params Type[] to)
    {
        _cluster = cluster;
        Subscriber = cluster.System.ActorOf(Acts.Props((message, _) => _events.Enqueue(message)));
        cluster.Subscribe(Subscriber, mode, to);
    }

    public IActorRef Subscriber { get; }

    public IReadOnlyList<object> Events => [.. _events];

    public void Dispose() => _cluster.Unsubscribe(Subscriber);
}

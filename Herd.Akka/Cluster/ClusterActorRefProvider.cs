using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>Remoting, and the cluster's actors from the start on. Configured as <c>akka.actor.provider = cluster</c>.</summary>
public class ClusterActorRefProvider : RemoteActorRefProvider, IClusterActorRefProvider
{
    public ClusterActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, settings, eventStream)
    {
        settings.InjectTopLevelFallback(ClusterConfigFactory.Default());
    }

    public override void Init(ActorSystemImpl system)
    {
        base.Init(system);
        Cluster.Get(system).Subscribe(RemoteWatcher, typeof(ClusterEvent.IMemberEvent));
    }

    protected override IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var detectors = CreateRemoteWatcherFailureDetector(system);
        var settings = RemoteSettings;
        return system.SystemActorOf(
            Props.Create(() => new ClusterRemoteWatcher(
                detectors, settings.WatchHeartBeatInterval, settings.WatchUnreachableReaperInterval, settings.WatchHeartbeatExpectedResponseAfter)),
            "remote-watcher");
    }
}

using Akka.Actor;

namespace Akka.Cluster;

/// <summary>/system/cluster/heartbeatReceiver: answers heartbeats.</summary>
internal sealed class ClusterHeartbeatReceiver : ReceiveActor
{
    public ClusterHeartbeatReceiver(Cluster cluster) =>
        Receive<Heartbeat>(heartbeat => Sender.Tell(new HeartbeatRsp(cluster.SelfUniqueAddress, heartbeat.Sequence, heartbeat.SentAt)));
}

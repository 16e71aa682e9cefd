using Akka.Actor;

namespace Akka.Cluster;

/// <summary>/system/cluster: the parent of a node's cluster actors; ends the node's part in the cluster with itself.</summary>
internal sealed class ClusterDaemon : ReceiveActor
{
    private readonly Cluster _cluster;
    private IActorRef _core = null!;
    private int _listeners;

    public ClusterDaemon(Cluster cluster)
    {
        _cluster = cluster;
        Receive<ClusterCommands.OnUp>(up => Listen(MemberStatusListener.Props(cluster, up.Callback, MemberStatus.Up)));
        Receive<ClusterCommands.OnRemoved>(removed => Listen(MemberStatusListener.Props(cluster, removed.Callback, MemberStatus.Removed)));
        Receive<ClusterCommands.LeaveNow>(_ => Context.ActorOf(LeaveProcess.Props(cluster, Sender)));
        Receive<ClusterCommands.ICoreCommand>(command => _core.Forward(command));
        Receive<ClusterCommands.IPublisherCommand>(command => _core.Forward(command));
    }

    protected override void PreStart()
    {
        Context.ActorOf(Props.Create(() => new ClusterHeartbeatReceiver(_cluster)).WithDispatcher(_cluster.Settings.UseDispatcher), "heartbeatReceiver");
        _core = Context.ActorOf(Props.Create(() => new ClusterCoreSupervisor(_cluster)).WithDispatcher(_cluster.Settings.UseDispatcher), "core");
        Context.Watch(_core);
    }

    protected override void PostStop() => _cluster.Ended();

    private void Listen(Props props) => Context.ActorOf(props.WithDispatcher(_cluster.Settings.UseDispatcher), $"listener-{++_listeners}");
}

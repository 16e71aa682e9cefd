using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>
/// /system/cluster/core: the parent of the core and of the publisher. A core that has failed has lost its state, and can't
/// be a member without it: then all of the cluster's actors stop.
/// </summary>
internal sealed class ClusterCoreSupervisor : ReceiveActor
{
    private readonly Cluster _cluster;
    private IActorRef _publisher = null!;
    private IActorRef _core = null!;

    public ClusterCoreSupervisor(Cluster cluster)
    {
        _cluster = cluster;
        Receive<ClusterCommands.IPublisherCommand>(command => _publisher.Forward(command));
        Receive<ClusterCommands.ICoreCommand>(command => _core.Forward(command));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        Context.GetLogger().Error(failure, "Cluster node [{0}] crashed, [{1}] - shutting down...", _cluster.SelfAddress, failure.Message);
        _cluster.Shutdown();
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        var dispatcher = _cluster.Settings.UseDispatcher;
        _publisher = Context.ActorOf(Props.Create(() => new ClusterDomainEventPublisher(_cluster)).WithDispatcher(dispatcher), "publisher");
        _core = Context.ActorOf(Props.Create(() => new ClusterCoreDaemon(_cluster, _publisher)).WithDispatcher(dispatcher), "daemon");
        if (_cluster.DowningProvider.DowningActorProps is { } downing)
            Context.ActorOf(downing.WithDispatcher(dispatcher), "downingProvider");
    }
}

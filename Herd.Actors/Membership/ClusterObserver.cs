using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace Herd.Actors.Membership;

/// <summary>The only actor in a membership's actor system. Reports the cluster to the membership in the herd's own actor system.</summary>
public sealed class ClusterObserver : ReceiveActor
{
    public const string Name = "observer";

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Roster _roster = new();
    private readonly IClusterSystem _system;
    private readonly IActorRef _listener;

    public ClusterObserver(IClusterSystem system, IActorRef listener)
    {
        _system = system;
        _listener = listener;
        Receive<ClusterEvent.CurrentClusterState>(state => Change(() => _roster.Take(state)));
        Receive<ClusterEvent.IMemberEvent>(change => Change(() => _roster.Take(change)));
        Receive<ClusterEvent.ReachabilityEvent>(change => Change(() => _roster.Take(change)));
        Receive<ClusterEvent.ClusterShuttingDown>(_ => End());
        // A node that was removed while unreachable isn't told so, but the others quarantine it.
        Receive<ThisActorSystemQuarantinedEvent>(_ => End());
    }

    public static Props Props(IClusterSystem system, IActorRef listener) => Akka.Actor.Props.Create(() => new ClusterObserver(system, listener));

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent),
            typeof(ClusterEvent.ClusterShuttingDown));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void Change(Action take)
    {
        take();
        // Nobody could remove them: they have no name.
        foreach (var stranger in _roster.Strangers)
            _cluster.Down(stranger);
        _listener.Tell(new ClusterView(_system, _roster.Members, _cluster.SelfUniqueAddress.Uid), ActorRefs.NoSender);
    }

    private void End() => _listener.Tell(new ClusterEnded(_system), ActorRefs.NoSender);
}

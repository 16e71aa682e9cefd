using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>/system/cluster/core/publisher: tells subscribers of each change, and keeps <see cref="Cluster.State"/> current.</summary>
internal sealed class ClusterDomainEventPublisher : ReceiveActor
{
    private readonly Cluster _cluster;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, HashSet<Type>> _subscribers = [];
    private readonly MembershipState _none;
    private MembershipState _state;

    public ClusterDomainEventPublisher(Cluster cluster)
    {
        _cluster = cluster;
        _state = _none = new MembershipState(cluster.SelfUniqueAddress);
        Receive<ClusterCommands.Publish>(publish => Publish(publish.State));
        Receive<ClusterCommands.Subscribe>(Subscribe);
        Receive<ClusterCommands.Unsubscribe>(unsubscribe => Unsubscribe(unsubscribe.Subscriber, unsubscribe.To));
        Receive<ClusterCommands.SendCurrentClusterState>(send => send.Receiver.Tell(ClusterEvents.Snapshot(_state)));
        Receive<Terminated>(terminated => _subscribers.Remove(terminated.ActorRef));
    }

    protected override void PostStop()
    {
        // For this node all members are gone.
        Publish(ClusterEvent.ClusterShuttingDown.Instance);
        Publish(_none);
    }

    private static bool Wants(HashSet<Type> types, object change) => types.Any(type => type.IsInstanceOfType(change));

    private void Publish(MembershipState state)
    {
        var changes = ClusterEvents.Between(_state, state);
        _state = state;
        _cluster.SetState(ClusterEvents.Snapshot(state));
        foreach (var change in changes)
            Publish(change);
    }

    private void Publish(ClusterEvent.IClusterDomainEvent change)
    {
        if (_cluster.Settings.LogInfoVerbose)
            _log.Info("Cluster Node [{0}] - event {1}", _cluster.SelfAddress, change);
        foreach (var (subscriber, types) in _subscribers)
        {
            if (Wants(types, change))
                subscriber.Tell(change);
        }
    }

    private void Subscribe(ClusterCommands.Subscribe subscribe)
    {
        var types = subscribe.To.ToHashSet();
        if (subscribe.Mode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
        {
            subscribe.Subscriber.Tell(ClusterEvents.Snapshot(_state));
        }
        else
        {
            foreach (var change in ClusterEvents.Between(_none, _state).Where(change => Wants(types, change)))
                subscribe.Subscriber.Tell(change);
        }

        if (!_subscribers.TryGetValue(subscribe.Subscriber, out var all))
        {
            _subscribers.Add(subscribe.Subscriber, all = []);
            Context.Watch(subscribe.Subscriber);
        }
        all.UnionWith(types);
    }

    private void Unsubscribe(IActorRef subscriber, Type? from)
    {
        if (!_subscribers.TryGetValue(subscriber, out var types))
            return;
        if (from is not null)
            types.RemoveWhere(from.IsAssignableFrom);
        if (from is not null && types.Count > 0)
            return;
        _subscribers.Remove(subscriber);
        Context.Unwatch(subscriber);
    }
}

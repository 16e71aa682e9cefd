using Akka.Actor;
using Akka.Remote;

namespace Akka.Cluster.Tests.Simulation;

/// <summary>One incarnation of a node, with the protocol, the heartbeats and the failure detectors of the real thing.</summary>
internal sealed class SimulatedNode : ICoreEnvironment
{
    private readonly SimulatedCluster _cluster;
    private readonly DefaultFailureDetectorRegistry<Address> _detectors;
    private readonly HeartbeatTargets _targets;
    private readonly HashSet<UniqueAddress> _removed = [];
    private readonly HashSet<UniqueAddress> _byEvents = [];
    private MembershipState _last;

    public SimulatedNode(SimulatedCluster cluster, UniqueAddress self, ClusterSettings settings)
    {
        _cluster = cluster;
        _detectors = new DefaultFailureDetectorRegistry<Address>(() => new PhiAccrualFailureDetector(
            8, 1000, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => cluster.Time));
        _targets = new HeartbeatTargets(self, settings.MonitoredByNrOfMembers, _detectors);
        Core = new ClusterCore(self, settings, this);
        _last = Core.State;
    }

    public ClusterCore Core { get; }

    public UniqueAddress Self => Core.Self;

    public bool IsAlive { get; set; } = true;

    public bool WasToldToLeave { get; set; }

    public long Now => _cluster.Time;

    public long Ticks => _cluster.Time;

    public Random Random => _cluster.Random;

    public void Send(Address to, IClusterMessage message) => _cluster.Send(this, to, message);

    public bool IsAvailable(Address node) => _detectors.IsAvailable(node);

    public void Forget(Address node) => _detectors.Remove(node);

    public void Changed(MembershipState state)
    {
        var gossip = state.Gossip;
        _targets.Update(gossip.Members.Select(member => member.UniqueAddress), state.Reachability.AllUnreachable);
        Check(gossip.Members.All(member => !_removed.Contains(member.UniqueAddress)), "a removed incarnation is back");
        Check(gossip.Seen.All(gossip.Has), "seen by a stranger");
        if (!ReferenceEquals(gossip.Version, _last.Gossip.Version))
            Check(_cluster.IsKnownAs(gossip), "another state of the same version");
        Check(gossip.Reachability.Views.All(view => gossip.Has(view.Key) && view.Value.Subjects.Keys.All(gossip.Has)), "a stranger in the reachability");
        _removed.UnionWith(_last.Gossip.Members.Where(member => !gossip.Has(member.UniqueAddress)).Select(member => member.UniqueAddress));
        Follow(state);
        _last = state;
    }

    public void Exiting()
    {
        Check(WasToldToLeave, "exits though nobody told it to leave");
        _cluster.After(500, this, () =>
        {
            Core.ExitingCompleted();
            IsAlive = false;
        });
    }

    public void Downed()
    {
        Check(_cluster.WasDowned(Self), "takes itself for downed though nobody downed it");
        IsAlive = false;
    }

    public void Tell(string message, bool warning = false) => _cluster.Log($"{Self.Address.Port}#{Self.Uid}: {message}");

    public void Receive(IClusterMessage message)
    {
        switch (message)
        {
            case Join join: Core.On(join); break;
            case Welcome welcome: Core.On(welcome); break;
            case GossipEnvelope envelope: Core.On(envelope); break;
            case GossipStatus status: Core.On(status); break;
            case ExitingConfirmed confirmed: Core.On(confirmed); break;
            case Heartbeat heartbeat: _cluster.Send(this, heartbeat.From, new HeartbeatRsp(Self, heartbeat.Sequence, heartbeat.SentAt)); break;
            case HeartbeatRsp answer: _targets.Answered(answer.From); break;
            default: throw new InvalidOperationException($"{message}");
        }
    }

    public void HeartbeatTick()
    {
        foreach (var target in _targets.Active)
        {
            if (!_detectors.IsMonitoring(target.Address))
                _cluster.After(1000, this, () => _targets.Expected(target));
            _cluster.Send(this, target.Address, new Heartbeat(Self.Address, 0, _cluster.Time));
        }
    }

    /// <summary>What a leader does with convergence, it does on what all full members that run know.</summary>
    public void LeaderTick()
    {
        var before = Core.State.Gossip;
        Core.LeaderTick();
        if (Core.State.Gossip.Members.All(member => !Moved(before.Find(member.UniqueAddress)?.Status, member.Status)))
            return;
        foreach (var other in _cluster.Alive.Where(node => before.Find(node.Self) is { Status: MemberStatus.Up or MemberStatus.Leaving }))
        {
            var order = other.Core.State.Gossip.Version.CompareTo(before.Version);
            Check(order is VectorClock.Ordering.Same or VectorClock.Ordering.After, $"acted on what {other.Self} doesn't know");
        }

        static bool Moved(MemberStatus? was, MemberStatus now) => was != now && now is (MemberStatus.Up or MemberStatus.Exiting);
    }

    private void Follow(MembershipState state)
    {
        foreach (var change in ClusterEvents.Between(_last, state))
        {
            if (change is ClusterEvent.MemberRemoved removed)
                Check(_byEvents.Remove(removed.Member.UniqueAddress), "removed by an event, but never there");
            else if (change is ClusterEvent.IMemberEvent there)
                _byEvents.Add(there.Member.UniqueAddress);
        }
        Check(_byEvents.SetEquals(state.Gossip.Members.Select(member => member.UniqueAddress)), "the events lead to other members");
    }

    private void Check(bool holds, string what) => _cluster.Check(holds, $"{Self.Address.Port}#{Self.Uid}: {what}");
}

using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>/system/cluster/core/daemon/heartbeatSender: asks the nodes that this one watches for signs of life, and tells the failure detector.</summary>
internal sealed class ClusterHeartbeatSender : ReceiveActor, IWithTimers
{
    private static readonly object Tick = new();

    private readonly Cluster _cluster;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HeartbeatTargets _targets;
    private readonly Dictionary<Address, ActorSelection> _receivers = [];
    private long _sequence;
    private long _lastTick = Environment.TickCount64;

    public ClusterHeartbeatSender(Cluster cluster)
    {
        _cluster = cluster;
        _targets = new HeartbeatTargets(cluster.SelfUniqueAddress, cluster.Settings.MonitoredByNrOfMembers, cluster.FailureDetector);
        Receive<MembershipState>(Update);
        Receive<HeartbeatRsp>(answer =>
        {
            if (cluster.Settings.VerboseHeartbeatLogging)
                _log.Debug("Cluster Node [{0}] - Heartbeat response from [{1}]", cluster.SelfAddress, answer.From.Address);
            _targets.Answered(answer.From);
        });
        Receive<Expected>(expected => _targets.Expected(expected.Node));
        Receive<object>(_ => Beat(), tick => ReferenceEquals(tick, Tick));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var settings = _cluster.Settings;
        var first = settings.PeriodicTasksInitialDelay > settings.HeartbeatInterval ? settings.PeriodicTasksInitialDelay : settings.HeartbeatInterval;
        Timers.StartPeriodicTimer("tick", Tick, first, settings.HeartbeatInterval);
    }

    protected override void PostStop()
    {
        foreach (var node in _targets.Active)
            _cluster.FailureDetector.Remove(node.Address);
    }

    private void Update(MembershipState state)
    {
        _targets.Update(state.Gossip.Members.Select(member => member.UniqueAddress), state.Reachability.AllUnreachable);
        var addresses = _targets.Active.Select(node => node.Address).ToHashSet();
        foreach (var gone in _receivers.Keys.Where(address => !addresses.Contains(address)).ToList())
            _receivers.Remove(gone);
    }

    private void Beat()
    {
        var now = Environment.TickCount64;
        if (now - _lastTick > 2 * _cluster.Settings.HeartbeatInterval.TotalMilliseconds && _sequence > 0)
            _log.Warning("Cluster Node [{0}] - Scheduled sending of heartbeat was delayed. Previous heartbeat was sent [{1}] ms ago, expected interval is [{2}] ms. The machine may be overloaded.", _cluster.SelfAddress, now - _lastTick, _cluster.Settings.HeartbeatInterval.TotalMilliseconds);
        _lastTick = now;
        _sequence++;
        foreach (var node in _targets.Active)
        {
            if (!_cluster.FailureDetector.IsMonitoring(node.Address) && !Timers.IsTimerActive(node))
                Timers.StartSingleTimer(node, new Expected(node), _cluster.Settings.HeartbeatExpectedResponseAfter);
            ReceiverAt(node.Address).Tell(new Heartbeat(_cluster.SelfAddress, _sequence, now), Self);
        }
    }

    private ActorSelection ReceiverAt(Address address)
    {
        if (!_receivers.TryGetValue(address, out var receiver))
            _receivers.Add(address, receiver = Context.ActorSelection(new RootActorPath(address) / "system" / "cluster" / "heartbeatReceiver"));
        return receiver;
    }

    private sealed record Expected(UniqueAddress Node) : INotInfluenceReceiveTimeout;
}

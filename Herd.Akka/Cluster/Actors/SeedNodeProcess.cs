using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>
/// Asks the seed nodes until one of them is in a cluster, and tells its parent to join there. Only the first seed node makes
/// a cluster of its own, when none of the others is in one: so that nodes started together don't make several.
/// </summary>
internal sealed class SeedNodeProcess : ReceiveActor, IWithTimers
{
    private static readonly object Ask = new();

    private readonly Cluster _cluster;
    private readonly IReadOnlyList<Address> _others;
    private readonly HashSet<Address> _open;
    private readonly bool _first;
    private readonly string _downing;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _attempts;
    private long _started;

    public SeedNodeProcess(Cluster cluster, IReadOnlyList<Address> seedNodes)
    {
        _cluster = cluster;
        _others = [.. seedNodes.Where(seed => seed != cluster.SelfAddress).Distinct()];
        _open = [.. _others];
        _first = seedNodes[0] == cluster.SelfAddress;
        _downing = cluster.Settings.DowningProviderType.FullName!;
        Receive<InitJoinAck>(Acknowledged);
        Receive<InitJoinNack>(nack => Refused(nack.From));
        Receive<object>(_ => Tick(), tick => ReferenceEquals(tick, Ask));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Cluster cluster, IReadOnlyList<Address> seedNodes) => Actor.Props.Create(() => new SeedNodeProcess(cluster, seedNodes));

    protected override void PreStart()
    {
        _started = Environment.TickCount64;
        // The first asks more often: all wait for it.
        var every = _first ? TimeSpan.FromSeconds(1) : _cluster.Settings.SeedNodeTimeout;
        Timers.StartPeriodicTimer("ask", Ask, TimeSpan.Zero, every < _cluster.Settings.SeedNodeTimeout ? every : _cluster.Settings.SeedNodeTimeout);
    }

    private void Tick()
    {
        if (_first && (_open.Count == 0 || Environment.TickCount64 - _started >= _cluster.Settings.SeedNodeTimeout.TotalMilliseconds))
        {
            Join(_cluster.SelfAddress);
            return;
        }
        if (++_attempts > 2 && !_first)
            _log.Warning("Couldn't join seed nodes after [{0}] attempts, will try again. seed-nodes=[{1}]", _attempts - 1, string.Join(", ", _others));
        foreach (var seed in _others.Where(seed => !_first || _open.Contains(seed)))
            Context.ActorSelection(ClusterCoreDaemon.PathAt(seed)).Tell(new InitJoin(_downing), Self);
    }

    private void Acknowledged(InitJoinAck ack)
    {
        if (ack.DowningProvider == _downing)
        {
            Join(ack.From);
            return;
        }
        _log.Error("Can't join [{0}]: its akka.cluster.downing-provider-class is {1}, and here it is {2}. All nodes of a cluster must have the same.", ack.From, ack.DowningProvider, _downing);
    }

    /// <summary>One that isn't in a cluster either. When none of them is, the first doesn't wait any longer.</summary>
    private void Refused(Address from)
    {
        _open.Remove(from);
        if (_first && _open.Count == 0)
            Join(_cluster.SelfAddress);
    }

    private void Join(Address address)
    {
        Context.Parent.Tell(new ClusterCommands.JoinTo(address));
        Context.Stop(Self);
        Become(() => ReceiveAny(_ => { }));
    }
}

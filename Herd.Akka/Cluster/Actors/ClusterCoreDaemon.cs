using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>/system/cluster/core/daemon: brings a <see cref="ClusterCore"/> its messages and ticks, and sends what it has to say.</summary>
internal sealed class ClusterCoreDaemon : ReceiveActor, IWithTimers, ICoreEnvironment
{
    private const string RetryTimer = "retry-join";
    private const string GiveUpTimer = "give-up-join";

    private readonly Cluster _cluster;
    private readonly ClusterSettings _settings;
    private readonly ClusterCore _core;
    private readonly IActorRef _publisher;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Address, ActorSelection> _others = [];
    private IReadOnlyList<Address> _seedNodes = [];
    private IActorRef? _seedNodeProcess;
    private IActorRef _heartbeats = ActorRefs.Nobody;

    public ClusterCoreDaemon(Cluster cluster, IActorRef publisher)
    {
        _cluster = cluster;
        _settings = cluster.Settings;
        _publisher = publisher;
        _core = new ClusterCore(cluster.SelfUniqueAddress, _settings, this);

        Receive<Tick>(On);
        Receive<GossipEnvelope>(On);
        Receive<GossipStatus>(_core.On);
        Receive<InitJoin>(On);
        Receive<Join>(_core.On);
        Receive<Welcome>(_core.On);
        Receive<ExitingConfirmed>(_core.On);
        Receive<ClusterCommands.JoinTo>(join => JoinTo(join.Address));
        Receive<ClusterCommands.JoinSeedNodes>(join => JoinSeedNodes(join.SeedNodes));
        Receive<ClusterCommands.Leave>(leave => _core.Leave(leave.Address));
        Receive<ClusterCommands.Down>(down => _core.Down(down.Address));
        Receive<ClusterCommands.ExitingCompleted>(_ =>
        {
            _core.ExitingCompleted();
            Sender.Tell(Done.Instance);
            _cluster.Shutdown();
        });
    }

    private enum Tick
    {
        Gossip,
        UrgentGossip,
        Leader,
        Reaper,
        RetryJoin,
        GiveUpJoin,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public long Ticks => Environment.TickCount64;

    public Random Random => Random.Shared;

    /// <summary>Where the core of the node at an address is.</summary>
    public static ActorPath PathAt(Address address) => new RootActorPath(address) / "system" / "cluster" / "core" / "daemon";

    public void Send(Address to, IClusterMessage message)
    {
        if (!_others.TryGetValue(to, out var core))
            _others.Add(to, core = Context.ActorSelection(PathAt(to)));
        core.Tell(message, Self);
    }

    public bool IsAvailable(Address node) => _cluster.FailureDetector.IsAvailable(node);

    public void Forget(Address node) => _cluster.FailureDetector.Remove(node);

    public void Changed(MembershipState state)
    {
        Timers.Cancel(RetryTimer);
        Timers.Cancel(GiveUpTimer);
        foreach (var gone in _others.Keys.Where(address => state.Gossip.Members.All(member => member.Address != address)).ToList())
            _others.Remove(gone);
        _publisher.Tell(new ClusterCommands.Publish(state));
        _heartbeats.Tell(state);
    }

    public void Exiting() => _cluster.SelfExits();

    public void Downed()
    {
        _cluster.Shutdown();
        if (_settings.RunCoordinatedShutdownWhenDown)
            CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
    }

    public void Tell(string message, bool warning = false)
    {
        if (warning)
            _log.Warning("Cluster Node [{0}] - {1}", _cluster.SelfAddress, message);
        else if (_settings.LogInfo)
            _log.Info("Cluster Node [{0}] - {1}", _cluster.SelfAddress, message);
    }

    protected override void PreStart()
    {
        _heartbeats = Context.ActorOf(Props.Create(() => new ClusterHeartbeatSender(_cluster)).WithDispatcher(_settings.UseDispatcher), "heartbeatSender");
        var delay = _settings.PeriodicTasksInitialDelay;
        Timers.StartPeriodicTimer(Tick.Gossip, Tick.Gossip, delay, _settings.GossipInterval);
        Timers.StartPeriodicTimer(Tick.Leader, Tick.Leader, delay, _settings.LeaderActionsInterval);
        Timers.StartPeriodicTimer(Tick.Reaper, Tick.Reaper, delay, _settings.UnreachableNodesReaperInterval);
        if (_settings.SeedNodes.Count > 0)
            JoinSeedNodes(_settings.SeedNodes);
        else
            Tell("No seed-nodes configured, manual cluster join required");
    }

    private void On(Tick tick)
    {
        switch (tick)
        {
            case Tick.Gossip:
                _core.GossipTick();
                if (!_core.GossipIsUrgent)
                    break;
                Timers.StartSingleTimer("urgent-1", Tick.UrgentGossip, _settings.GossipInterval / 3);
                Timers.StartSingleTimer("urgent-2", Tick.UrgentGossip, _settings.GossipInterval * 2 / 3);
                break;
            case Tick.UrgentGossip:
                _core.GossipTick();
                break;
            case Tick.Leader:
                _core.LeaderTick();
                break;
            case Tick.Reaper:
                _core.ReaperTick();
                break;
            case Tick.RetryJoin when !_core.IsMember:
                RetryJoin();
                break;
            case Tick.GiveUpJoin when !_core.IsMember:
                Tell($"Joining of seed-nodes [{string.Join(", ", _seedNodes)}] was unsuccessful after configured shutdown-after-unsuccessful-join-seed-nodes [{_settings.ShutdownAfterUnsuccessfulJoinSeedNodes}]. Running CoordinatedShutdown.", warning: true);
                CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance);
                break;
        }
    }

    private void On(GossipEnvelope envelope)
    {
        if (Environment.TickCount64 - envelope.CreatedAt < _settings.GossipTimeToLive.TotalMilliseconds)
            _core.On(envelope);
    }

    private void On(InitJoin join)
    {
        var downing = _settings.DowningProviderType.FullName!;
        if (_core.State.SelfMember is not { IsLive: true })
            Sender.Tell(new InitJoinNack(_cluster.SelfAddress));
        else
            Sender.Tell(new InitJoinAck(_cluster.SelfAddress, downing));
        if (join.DowningProvider != downing)
            Tell($"[{Sender.Path.Address}] can't join: its akka.cluster.downing-provider-class is {join.DowningProvider}, and here it is {downing}", warning: true);
    }

    private void JoinSeedNodes(IReadOnlyList<Address> seedNodes)
    {
        if (_core.IsMember)
        {
            Tell($"Trying to join seed nodes [{string.Join(", ", seedNodes)}] when already part of a cluster, ignoring");
            return;
        }
        StopSeedNodeProcess();
        _seedNodes = seedNodes;
        if (seedNodes.Count == 0)
            return;
        if (_settings.ShutdownAfterUnsuccessfulJoinSeedNodes is { } giveUp && !Timers.IsTimerActive(GiveUpTimer))
            Timers.StartSingleTimer(GiveUpTimer, Tick.GiveUpJoin, giveUp);
        if (seedNodes.All(seed => seed == _cluster.SelfAddress))
            JoinTo(_cluster.SelfAddress);
        else
            _seedNodeProcess = Context.ActorOf(SeedNodeProcess.Props(_cluster, seedNodes).WithDispatcher(_settings.UseDispatcher));
    }

    private void JoinTo(Address address)
    {
        StopSeedNodeProcess();
        if (!_core.IsMember && address != _cluster.SelfAddress && _settings.RetryUnsuccessfulJoinAfter is { } again)
            Timers.StartSingleTimer(RetryTimer, Tick.RetryJoin, again);
        _core.JoinTo(address);
    }

    private void StopSeedNodeProcess()
    {
        if (_seedNodeProcess is not null)
            Context.Stop(_seedNodeProcess);
        _seedNodeProcess = null;
    }

    private void RetryJoin()
    {
        if (_seedNodes.Count > 0)
            JoinSeedNodes(_seedNodes);
        else if (_core.Joining is { } address)
            JoinTo(address);
    }
}

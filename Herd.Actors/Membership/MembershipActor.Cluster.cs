using Akka.Actor;
using Akka.Event;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

// The actor system in which this node is a cluster member.
public sealed partial class MembershipActor
{
    private IClusterSystem? _system;

    /// <summary>What came during a move: the new actor system may speak before <see cref="Started"/>, and the old one may be late.</summary>
    private readonly List<object> _early = [];
    private bool _isMoving;
    private Task _ended = Task.CompletedTask;
    private IActorRef? _leaving;

    /// <summary>The actor system that <see cref="_members"/> is from. Members of another cluster's view haven't left this one.</summary>
    private IClusterSystem? _membersOf;

    private void FollowCluster()
    {
        Receive<Started>(OnStarted);
        Receive<Status.Failure>(OnNotStarted);
        Receive<ClusterView>(OnView);
        Receive<ClusterEnded>(OnEnded);
        Receive<Leave>(_ => OnLeave());
        Receive<Left>(left => _leaving?.Tell(left));
    }

    private void MoveIfDecided()
    {
        if (_isMoving || _leaving is not null || _plan.Decide(Now) is not { } move)
            return;
        _isMoving = true;
        _log.Info("{0} {1} cluster {2}", _identity.Name, move.At is null ? "forms" : $"joins at {move.At} the", move.Cluster.SystemName);
        MoveAsync(_system?.LeaveAsync() ?? _ended, move, _setup.Clusters, _contacts.Count, Self).PipeTo(Self);
        (_system, _view) = (null, null);
        _early.Clear();
        Show();
    }

    private static async Task<Started> MoveAsync(Task left, ClusterPlan.Move move, IClusterSystems clusters, int herdSize, IActorRef listener)
    {
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Started(await clusters.StartAsync(move.Cluster, move.At, herdSize, listener).ConfigureAwait(false));
    }

    private void OnStarted(Started started)
    {
        _isMoving = false;
        _system = started.System;
        _plan.Start(Now);
        _early.ForEach(early => Self.Tell(early));
        _early.Clear();
        if (_leaving is not null)
            LeaveCluster();
    }

    private void OnNotStarted(Status.Failure failure)
    {
        _isMoving = false;
        _plan.End(Now);
        Complain($"{_identity.Name} can't become a member of the herd for now: {failure.Cause.Message}");
        if (_leaving is not null)
            LeaveCluster();
    }

    private void OnView(ClusterView view)
    {
        if (view.System != _system)
        {
            Keep(view);
            return;
        }

        var before = _plan.Standing == Standing.Member ? _members : null;
        _plan.See(
            [.. view.Members.Where(member => member.State < MemberState.Down).Select(member => member.Id)],
            view.Members.FirstOrDefault(member => member.Id.Uid == view.OwnUid && member.Name == _identity.Name)?.Id,
            Now);
        if (_plan.Standing != Standing.Member)
            return;
        var members = OnePerName(view.Members);
        foreach (var change in MemberChange.Between(before ?? _members, members))
            _messageLog.Note(change);
        ForgetThoseWhoLeft(members);
        _members = members;
        foreach (var member in members.Where(member => member.State < MemberState.Leaving))
            _contacts.Meet(member.Node, member.Id.ClusterPort, TimeProvider.System.GetUtcNow());
        Remember();
        DownThoseWhoLeft(view);
        EndRemovals(view);
        Show();
        TellNeighbours();
    }

    private void OnEnded(ClusterEnded ended)
    {
        if (ended.System != _system || _leaving is not null)
        {
            Keep(ended);
            return;
        }

        _system = null;
        _plan.End(Now);
        _messageLog.Note($"{_identity.Name} lost its place in the herd, and looks for it");
        // It still runs if only its cluster removed it.
        _ended = ended.System.LeaveAsync();
        Show();
    }

    private void Keep(object early)
    {
        if (_isMoving)
            _early.Add(early);
    }

    private void OnLeave()
    {
        _leaving = Sender;
        Timers.CancelAll();
        if (!_isMoving)
            LeaveCluster();
    }

    private void LeaveCluster()
    {
        if (_system is null)
            _leaving!.Tell(Left.Instance);
        else
            LeaveAsync(_system).PipeTo(Self);
        _system = null;
    }

    private static async Task<Left> LeaveAsync(IClusterSystem system)
    {
        await system.LeaveAsync().ConfigureAwait(false);
        return Left.Instance;
    }

    /// <summary>Of several members of one name keeps the reachable one, then the one started last.</summary>
    private IReadOnlyList<HerdMember> OnePerName(IReadOnlyList<HerdMember> members) =>
    [
        .. members
            .GroupBy(member => member.Name, (_, same) => same.OrderByDescending(member => member.IsReachable).ThenBy(member => member.State).ThenByDescending(member => member.Id.Epoch).First())
            .OrderBy(member => member.Name, StringComparer.Ordinal),
    ];

    /// <summary>Forgets contacts that were stopped or removed, but not those that are only unreachable.</summary>
    private void ForgetThoseWhoLeft(IReadOnlyList<HerdMember> members)
    {
        if (_system is null || _membersOf != _system)
        {
            _membersOf = _system;
            return;
        }

        foreach (var gone in _members.Select(member => member.Name).Except(members.Where(member => member.State < MemberState.Leaving).Select(member => member.Name)))
            _contacts.Forget(gone);
    }

    /// <summary>Marks stopped nodes and this node's earlier memberships as down, so that the cluster doesn't wait for them.</summary>
    private void DownThoseWhoLeft(ClusterView view)
    {
        foreach (var member in view.Members.Where(member => HasLeft(member) || (IsEarlierSelf(member.Id) && member.Id.Uid != view.OwnUid)))
        {
            if (member.State != MemberState.Down)
                _system!.Down(member.Id.Address);
        }
    }

    private static bool HasLeft(HerdMember member) => member is { State: MemberState.Leaving or MemberState.Exiting, IsReachable: false };

    /// <summary>Another start under this node's address must be over, since this node now has its ports.</summary>
    private bool IsEarlierSelf(MemberId member) => member.Node.Name == _identity.Name && IsHere(member.Node.Host, member.Node.LinkPort);

    private sealed record Started(IClusterSystem System);
}

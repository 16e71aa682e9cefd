using Akka.Actor;
using Akka.Event;
using Herd.Actors.Gossip;
using Herd.Actors.Membership.Transport;

namespace Herd.Actors.Membership;

// The actor system in which this node is a member of a cluster.
public sealed partial class Membership
{
    private IClusterSystem? _system;
    private bool _isMoving;
    private ClusterView? _early;
    private Task _ended = Task.CompletedTask;
    private IActorRef? _leaving;

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
        _log.Info("{0} {1} cluster {2}", _identity.Name, move.At is null ? "forms" : $"joins at {MemberHost.PlaceOf(move.At)} the", move.Cluster.SystemName);
        MoveAsync(_system?.LeaveAsync() ?? _ended, move, _setup.Clusters, Self).PipeTo(Self);
        (_system, _early, _view) = (null, null, null);
        Show();
    }

    private static async Task<Started> MoveAsync(Task left, ClusterPlan.Move move, IClusterSystems clusters, IActorRef listener)
    {
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Started(await clusters.StartAsync(move.Cluster, move.At, listener).ConfigureAwait(false));
    }

    private void OnStarted(Started started)
    {
        _isMoving = false;
        _system = started.System;
        _plan.Start(Now);
        if (_leaving is not null)
            LeaveCluster();
        else if (_early?.System == _system)
            OnView(_early!);
        _early = null;
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
        // What a system sees may be told before that it runs.
        if (_isMoving)
            _early = view;
        if (view.System != _system)
            return;
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
            _contacts.Meet(member.Node, member.Id.Place, TimeProvider.System.GetUtcNow());
        Remember();
        DownThoseWhoAreGone(view);
        EndRemovals(view);
        Show();
        TellNeighbours();
    }

    private void OnEnded(ClusterEnded ended)
    {
        if (ended.System != _system || _leaving is not null)
            return;
        _system = null;
        _plan.End(Now);
        _messageLog.Note($"{_identity.Name} lost its place in the herd, and looks for it");
        // It may run on, when only its cluster wants it no more.
        _ended = ended.System.LeaveAsync();
        Show();
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

    /// <summary>Of several members of one name, the one that is reachable counts, and then the one that was started last.</summary>
    private IReadOnlyList<HerdMember> OnePerName(IReadOnlyList<HerdMember> members) =>
    [
        .. members
            .GroupBy(member => member.Name, (_, same) => same.OrderByDescending(member => member.IsReachable).ThenBy(member => member.State).ThenByDescending(member => member.Id.Epoch).First())
            .OrderBy(member => member.Name, StringComparer.Ordinal),
    ];

    /// <summary>A node that was stopped, or taken out, isn't looked for; one that is only unreachable is.</summary>
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

    private IClusterSystem? _membersOf;

    /// <summary>A node that is being stopped doesn't wait until all know; and of this one's own memberships there is one.</summary>
    private void DownThoseWhoAreGone(ClusterView view)
    {
        var stopped = view.Members.Where(member => member is { State: MemberState.Leaving or MemberState.Exiting, IsReachable: false });
        var earlier = view.Members.Where(member => member.Name == _identity.Name && member.Id.Epoch == _identity.Epoch && member.Id.Uid != view.OwnUid && member.State < MemberState.Down);
        foreach (var member in stopped.Concat(earlier))
            _system!.Down(member.Id.Address);
    }

    private sealed record Started(IClusterSystem System);
}

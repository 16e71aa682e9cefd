using Akka.Actor;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>
/// /system/remote-watcher of a node: whether a member is gone for those who watch its actors, the cluster says, by removing
/// it; a member that can't be reached is neither gone nor quarantined. Other systems are watched over as without a cluster.
/// </summary>
internal sealed class ClusterRemoteWatcher : RemoteWatcher
{
    /// <summary>Of a member that has left: what it still sends arrives.</summary>
    private static readonly TimeSpan QuarantineOfExitedAfter = TimeSpan.FromSeconds(5);

    private readonly HashSet<UniqueAddress> _members = [];

    public ClusterRemoteWatcher(IFailureDetectorRegistry<Address> failureDetector, TimeSpan heartbeatInterval, TimeSpan unreachableReaperInterval, TimeSpan heartbeatExpectedResponseAfter)
        : base(failureDetector, heartbeatInterval, unreachableReaperInterval, heartbeatExpectedResponseAfter)
    {
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.CurrentClusterState state:
                foreach (var member in state.Members)
                    TakeOver(member.UniqueAddress);
                break;
            case ClusterEvent.MemberRemoved removed:
                Removed(removed.Member.UniqueAddress, removed.PreviousStatus);
                break;
            case ClusterEvent.IMemberEvent change:
                TakeOver(change.Member.UniqueAddress);
                break;
            case ExitedLongAgo exited:
                Quarantine(exited.Node.Address, exited.Node.Uid);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    protected override void WatchNode(IInternalActorRef watchee)
    {
        if (_members.All(member => member.Address != watchee.Path.Address))
            base.WatchNode(watchee);
    }

    private void TakeOver(UniqueAddress member)
    {
        if (_members.Add(member) && WatchingNodes.Contains(member.Address))
            UnwatchNode(member.Address);
    }

    private void Removed(UniqueAddress member, MemberStatus before)
    {
        _members.Remove(member);
        if (((ExtendedActorSystem)Context.System).Provider.DefaultAddress == member.Address)
            return;
        if (before == MemberStatus.Down)
            Quarantine(member.Address, member.Uid);
        else if (before == MemberStatus.Exiting)
            Context.System.Scheduler.ScheduleTellOnce(QuarantineOfExitedAfter, Self, new ExitedLongAgo(member), Self);
        PublishAddressTerminated(member.Address);
    }

    private sealed record ExitedLongAgo(UniqueAddress Node);
}

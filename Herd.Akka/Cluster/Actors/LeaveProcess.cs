using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Lets this node leave, and answers with <see cref="Done"/> when it does: when others hear of it, or it isn't a member.</summary>
internal sealed class LeaveProcess : ReceiveActor
{
    private readonly Cluster _cluster;

    public LeaveProcess(Cluster cluster, IActorRef asker)
    {
        _cluster = cluster;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            if (!state.Members.Any(member => IsSelf(member) && member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up))
                Finish(asker);
            else
                cluster.Leave(cluster.SelfAddress);
        });
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            if (IsSelf(change.Member))
                Finish(asker);
        });
    }

    public static Props Props(Cluster cluster, IActorRef asker) => Actor.Props.Create(() => new LeaveProcess(cluster, asker));

    protected override void PreStart() =>
        _cluster.Subscribe(Self, typeof(ClusterEvent.MemberLeft), typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberExited), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private bool IsSelf(Member member) => member.UniqueAddress == _cluster.SelfUniqueAddress;

    private void Finish(IActorRef asker)
    {
        asker.Tell(Done.Instance);
        Context.Stop(Self);
    }
}

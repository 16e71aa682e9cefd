using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>Runs a callback once, when this node comes up, or when it is removed or its cluster actors end.</summary>
internal sealed class MemberStatusListener : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Cluster _cluster;
    private readonly MemberStatus _status;
    private Action? _callback;

    public MemberStatusListener(Cluster cluster, Action callback, MemberStatus status)
    {
        _cluster = cluster;
        _callback = callback;
        _status = status;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            if (state.Members.Any(IsIt))
                Run();
        });
        Receive<ClusterEvent.IMemberEvent>(change => IsIt(change.Member), _ => Run());
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    public static Props Props(Cluster cluster, Action callback, MemberStatus status) =>
        Actor.Props.Create(() => new MemberStatusListener(cluster, callback, status));

    protected override void PreStart() =>
        _cluster.Subscribe(Self, _status == MemberStatus.Up ? typeof(ClusterEvent.MemberUp) : typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        if (_status == MemberStatus.Removed)
            Run();
    }

    private bool IsIt(Member member) => member.UniqueAddress == _cluster.SelfUniqueAddress && member.Status == _status;

    private void Run()
    {
        var callback = Interlocked.Exchange(ref _callback, null);
        if (callback is null)
            return;
        try
        {
            callback();
        }
        catch (Exception e)
        {
            _log.Error(e, "[{0}] callback failed with [{1}]", _status, e.Message);
        }
        Context.Stop(Self);
    }
}

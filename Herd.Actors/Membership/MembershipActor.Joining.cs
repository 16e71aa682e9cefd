using Akka.Actor;

namespace Herd.Actors.Membership;

// The node at which this one was told to join (--join), and whether the herd takes it. Which cluster it moves to: ClusterPlan.
public sealed partial class MembershipActor
{
    private static readonly TimeSpan TellOfNobodyAfter = TimeSpan.FromSeconds(5);

    private readonly List<IActorRef> _awaitingAdmission = [];
    private Admission? _admission;
    private bool _hasMetJoin;
    private TimeSpan? _started;

    private void FollowJoining() => Receive<AwaitAdmission>(_ => OnAwaitAdmission());

    private void VisitJoin()
    {
        _started ??= Now;
        if (_setup.Join is not { } join || _hasMetJoin)
            return;
        VisitIfDue(join, VisitPlan.Every);
        if (_plan.Cluster is not null && Now - _started > TellOfNobodyAfter && _members.Count <= 1)
            Complain($"nobody of the herd '{_identity.Herd}' answers at {join.Host}:{join.Port} yet; {_identity.Name} serves on its own, and tries on");
    }

    private void OnAwaitAdmission()
    {
        if (_admission is not null)
            Sender.Tell(_admission);
        else
            _awaitingAdmission.Add(Sender);
    }

    /// <param name="refusal">Null: the herd takes this node.</param>
    private void EndAdmission(string? refusal)
    {
        if (_admission is not null)
            return;
        _admission = new Admission(refusal);
        foreach (var asker in _awaitingAdmission)
            asker.Tell(_admission);
        _awaitingAdmission.Clear();
    }
}

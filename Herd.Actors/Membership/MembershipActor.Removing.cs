using Akka.Actor;

namespace Herd.Actors.Membership;

// Removal of nodes that won't come back.
public sealed partial class MembershipActor
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(5);

    private readonly List<(HerdMember Member, IActorRef Asker)> _removals = [];
    private ClusterView? _view;

    private void TakeOut()
    {
        Receive<Remove>(OnRemove);
        Receive<RemovalDue>(OnRemovalDue);
    }

    private void OnRemove(Remove remove)
    {
        var members = _view?.Members.Where(member => member.Name == remove.Name).OrderBy(member => member.IsReachable).ToList() ?? [];
        if (_plan.Standing != Standing.Member)
            Answer(Sender, RemovalOutcome.NotMember, $"{_identity.Name} is no member of the herd itself now; ask another node");
        else if (members is not [var member, ..])
            Answer(Sender, RemovalOutcome.Unknown, $"the herd has no member {remove.Name}");
        else if (member.Id.Uid == _view!.OwnUid || (member.IsReachable && member.State != MemberState.Down))
            Answer(Sender, RemovalOutcome.Reachable, $"{member.Name} at {member.Id.ClusterPort} answers, so it stays; stop it, and it leaves by itself");
        else
            Remove(member);
    }

    private void Remove(HerdMember member)
    {
        _removals.Add((member, Sender));
        Timers.StartSingleTimer((nameof(RemovalDue), member.Id.Uid), new RemovalDue(member.Id.Uid), RemovalPatience);
        _contacts.Forget(member.Name);
        _system?.Down(member.Id.Address);
    }

    private void EndRemovals(ClusterView view)
    {
        _view = view;
        foreach (var removal in _removals.FindAll(removal => view.Members.All(member => member.Id.Uid != removal.Member.Id.Uid)))
            EndRemoval(removal.Member.Id.Uid, RemovalOutcome.Removed, removed => $"{removed.Name} is out of the herd");
    }

    private void OnRemovalDue(RemovalDue due)
    {
        var silent = string.Join(", ", _members.Where(member => !member.IsReachable && member.State != MemberState.Down).Select(member => member.Name));
        EndRemoval(due.Uid, RemovalOutcome.MarkedDown, marked =>
            $"{marked.Name} is marked down; it is gone as soon as all others have heard of it{(silent.Length > 0 ? $" (no answer: {silent})" : "")}");
    }

    private void EndRemoval(long uid, RemovalOutcome outcome, Func<HerdMember, string> message)
    {
        foreach (var removal in _removals.FindAll(removal => removal.Member.Id.Uid == uid))
        {
            Answer(removal.Asker, outcome, message(removal.Member));
            _removals.Remove(removal);
        }
    }

    private static void Answer(IActorRef asker, RemovalOutcome outcome, string message) => asker.Tell(new Removal(outcome, message));

    private sealed record RemovalDue(long Uid);
}

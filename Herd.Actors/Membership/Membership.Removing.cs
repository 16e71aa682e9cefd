using Akka.Actor;
using Akka.Cluster;

namespace Herd.Actors.Membership;

// Nodes that won't come back.
public sealed partial class Membership
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(5);

    private readonly List<(HerdMember Member, IActorRef Asker)> _removals = [];

    private void TakeOut()
    {
        Receive<Remove>(OnRemove);
        Receive<RemovalDue>(OnRemovalDue);
    }

    private void OnRemove(Remove remove)
    {
        var member = _members.FirstOrDefault(member => member.Node.Name == remove.Name);
        if (member is null)
            Answer(Sender, RemovalOutcome.Unknown, $"the herd has no member {remove.Name}");
        else if (_standing == Standing.Removed)
            Answer(Sender, RemovalOutcome.NotMember, $"{_identity.Name} is no member of the herd itself; ask another node");
        else if (member.Address == _address)
            Answer(Sender, RemovalOutcome.Reachable, Answers(member));
        else if (_standing == Standing.Joining)
            Exclude(member);
        else if (member.IsReachable && member.State != MemberState.Down)
            Answer(Sender, RemovalOutcome.Reachable, Answers(member));
        else
            Remove(member);
    }

    /// <summary>While the cluster isn't formed: it isn't waited for.</summary>
    private void Exclude(HerdMember member)
    {
        _plan.Exclude(member.Address);
        _members = [.. _members.Where(other => other != member)];
        _keeper.Tell(new MembersKeeper.Keep(_members));
        TellNeighbours();
        Answer(Sender, RemovalOutcome.Removed, $"{member.Node.Name} is waited for no more");
        JoinIfDecided();
    }

    private void Remove(HerdMember member)
    {
        _removals.Add((member, Sender));
        Timers.StartSingleTimer((nameof(RemovalDue), member.Address), new RemovalDue(member.Address), RemovalPatience);
        TakeDown(member.Address);
    }

    private void TakeDown(string address) => _cluster.Down(ClusterAddress(address));

    private void OnRemoved(Member member) =>
        EndRemoval(Roster.TextOf(member.Address), RemovalOutcome.Removed, removed => $"{removed.Node.Name} is out of the herd");

    private void OnRemovalDue(RemovalDue due)
    {
        var silent = string.Join(", ", _members.Where(member => !member.IsReachable && member.State != MemberState.Down).Select(member => member.Node.Name));
        EndRemoval(due.Address, RemovalOutcome.MarkedDown, marked =>
            $"{marked.Node.Name} is marked down; it is gone as soon as all others have heard of it{(silent.Length > 0 ? $" (no answer: {silent})" : "")}");
    }

    private void EndRemoval(string address, RemovalOutcome outcome, Func<HerdMember, string> message)
    {
        foreach (var removal in _removals.FindAll(removal => removal.Member.Address == address))
        {
            Answer(removal.Asker, outcome, message(removal.Member));
            _removals.Remove(removal);
        }
    }

    private static string Answers(HerdMember member) =>
        $"{member.Node.Name} at {member.Address} answers, so it stays; stop it, and it leaves by itself";

    private static void Answer(IActorRef asker, RemovalOutcome outcome, string message) => asker.Tell(new Removal(outcome, message));

    private sealed record RemovalDue(string Address);
}

using Akka.Actor;
using Akka.Event;

namespace Herd.Actors.Membership;

// Other nodes that want to come in.
public sealed partial class Membership
{
    /// <summary>A node is taken for gone when nothing of its name answers for so long.</summary>
    private static readonly TimeSpan HolderPatience = TimeSpan.FromSeconds(1.5);

    private const int MaxComplaints = 1000;

    private void Admit()
    {
        Receive<Knock>(OnKnock);
        Receive<HolderAsked>(OnHolderAsked);
    }

    private void OnKnock(Knock knock)
    {
        if (knock.Refusal(_identity, _secret) is { } refusal)
        {
            Refuse(knock, Sender, refusal);
            return;
        }

        if (knock.Node.Name == _identity.Name)
        {
            Refuse(knock, Sender, NameTaken(knock.Node.Name, _address));
            return;
        }

        var holder = _members.FirstOrDefault(member =>
            member.Node.Name == knock.Node.Name && member.Address != knock.Address && member.State < MemberState.Leaving);
        if (holder is null)
            LetIn(knock, Sender);
        else
            AskHolder(knock, Sender, holder);
    }

    /// <summary>A node that was moved comes back under its name; a second one is refused while the first answers.</summary>
    private void AskHolder(Knock knock, IActorRef sender, HerdMember holder) =>
        MembershipAt(holder.Address).ResolveOne(HolderPatience)
            .ContinueWith(found => new HolderAsked(knock, sender, holder, found.IsCompletedSuccessfully), TaskScheduler.Default)
            .PipeTo(Self);

    private void OnHolderAsked(HolderAsked asked)
    {
        if (asked.Answers)
        {
            Refuse(asked.Knock, asked.Sender, NameTaken(asked.Holder.Node.Name, asked.Holder.Address));
            return;
        }

        if (_standing == Standing.Member)
        {
            _log.Info("{0} is at {1} now, and no more at {2}", asked.Holder.Node.Name, asked.Knock.Address, asked.Holder.Address);
            TakeDown(asked.Holder.Address);
        }

        LetIn(asked.Knock, asked.Sender);
    }

    private void LetIn(Knock knock, IActorRef sender)
    {
        if (_standing == Standing.Joining)
        {
            _spoke[knock.Address] = _awake.Now;
            _plan.HearKnock(knock.Address, knock.IsMember);
            JoinIfDecided();
        }

        sender.Tell(new KnockAnswer(
            _identity.Name, _address, null, IsInCluster, _standing == Standing.Member ? _members : [], knock.AnswerProofUnder(_secret)));
    }

    private void Refuse(Knock knock, IActorRef sender, string reason)
    {
        Complain($"{_identity.Name} refuses {knock.Node.Name} at {knock.Address}: {reason}");
        sender.Tell(new KnockAnswer(_identity.Name, _address, reason, _standing == Standing.Member, [], []));
    }

    private static string NameTaken(string name, string address) =>
        $"the herd has a node {name} already, at {address}; give one of them another name";

    private sealed record HolderAsked(Knock Knock, IActorRef Sender, HerdMember Holder, bool Answers);
}

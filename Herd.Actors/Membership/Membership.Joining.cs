using System.Net;
using System.Security.Authentication;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

// Until this node is a member: whom it asks, and what it makes of the answers.
public sealed partial class Membership
{
    private static readonly TimeSpan KnockEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>A node that was let in asks for the cluster anew when it isn't in after so long.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(10);

    /// <summary>Nodes of this herd may have formed a cluster of their own: how often a member looks.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OtherAddressesAfter = TimeSpan.FromSeconds(1);

    /// <summary>A node that is in a cluster and unknown to this one's for so long is in another.</summary>
    private static readonly TimeSpan StrangerPatience = 2 * LookEvery;

    private static readonly TimeSpan TellOfWaitingAfter = TimeSpan.FromSeconds(5);

    /// <summary>Nodes that aren't members knock four times a second: one that spoke and then is silent for so long is gone.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(15);

    private readonly JoinPlan _plan;
    private readonly AwakeClock _awake = new(KnockEvery);
    private readonly Dictionary<string, TimeSpan> _spoke = [];
    private readonly List<IActorRef> _awaitingAdmission = [];
    private readonly HashSet<string> _complaints = [];
    private readonly Dictionary<string, TimeSpan> _strangers = [];
    private Admission? _admission;
    private TimeSpan _knockingSince;
    private TimeSpan? _joiningSince;

    /// <summary>It joins no other, so that others join it.</summary>
    private bool _forms;

    private bool IsInCluster => _forms || _standing == Standing.Member;

    private TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void Join()
    {
        Receive<KnockDue>(_ => OnKnockDue());
        Receive<KnockAnswer>(OnKnockAnswer);
        Receive<AwaitAdmission>(_ => OnAwaitAdmission());
        Receive<AssociationErrorEvent>(OnNoConnection);
    }

    private void BeginToKnock() =>
        Timers.StartPeriodicTimer(nameof(KnockDue), KnockDue.Instance, TimeSpan.Zero, KnockEvery);

    private void LookForOthers() =>
        Timers.StartPeriodicTimer(nameof(KnockDue), KnockDue.Instance, LookEvery, LookEvery);

    private void OnKnockDue()
    {
        _awake.Beat(Now);
        var targets = _standing == Standing.Member ? _plan.Herd.Where(address => !_roster.Has(address)) : _plan.Targets;
        foreach (var known in _strangers.Keys.Where(_roster.Has).ToList())
            _strangers.Remove(known);
        // A node answers to one address only: those that its name may stand for are tried when the name doesn't do.
        var others = _awake.Now - _knockingSince < OtherAddressesAfter ? _setup.Join.Skip(1) : [];
        foreach (var address in targets.Except(others))
            MembershipAt(address).Tell(OwnKnock(), Self);
        if (_standing != Standing.Joining)
            return;
        if (_joiningSince is { } since && _awake.Now - since > JoinPatience)
        {
            _joiningSince = null;
            _forms = false;
            _plan.Forget();
            _knockingSince = _awake.Now;
        }

        foreach (var silent in _spoke.Where(node => _awake.Now - node.Value > SilentAfter).Select(node => node.Key).ToList())
        {
            _spoke.Remove(silent);
            _plan.Lose(silent);
        }

        JoinIfDecided();
        if (_joiningSince is null && _awake.Now - _knockingSince > TellOfWaitingAfter)
            TellOfWaiting();
    }

    private Knock OwnKnock() => Knock.Of(_identity, _setup.Node, _address, IsInCluster, _secret);

    private void OnKnockAnswer(KnockAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            OnRefused($"{answer.Node} at {answer.Address}", refusal);
        }
        else if (!IsProven(answer))
        {
            Complain($"{answer.Node} at {answer.Address} doesn't know the secret of the herd '{_identity.Herd}' (herd.link.secret)");
        }
        else if (_standing == Standing.Joining)
        {
            _spoke[answer.Address] = _awake.Now;
            _plan.HearAnswer(answer.Address, answer.IsMember);
            // One that is just forming the cluster has nobody to tell of yet.
            if (answer.Members.Count > 0)
            {
                _members = answer.Members;
                TellNeighbours();
            }

            EndAdmission(null);
            JoinIfDecided();
        }
        else if (_standing == Standing.Member && answer.IsMember && !_roster.Has(answer.Address))
        {
            MeetStranger(answer);
        }
    }

    private void OnRefused(string who, string reason)
    {
        // Whoever waits to be let in tells of it.
        var isAwaited = _setup.Join.Count > 0 && _admission is not { Refusal: null } && _awake.Now - _knockingSince < Admission.Patience;
        if (!isAwaited)
            Complain($"{who} refuses {_identity.Name}: {reason}");
        EndAdmission($"{who} refused it: {reason}");
    }

    /// <summary>That a node isn't there needs no words here; that one is there and can't be talked with does.</summary>
    private void OnNoConnection(AssociationErrorEvent error)
    {
        for (var cause = error.Cause; cause is not null; cause = cause.InnerException)
        {
            if (cause is not (AuthenticationException or ProtocolViolationException))
                continue;
            OnUnfit(Roster.TextOf(error.RemoteAddress), cause.Message);
            return;
        }
    }

    private void OnUnfit(string address, string reason)
    {
        if (_setup.Join.Contains(address))
            OnRefused(address, reason);
        else
            Complain($"{_identity.Name} can't talk with {address}: {reason}");
    }

    private bool IsProven(KnockAnswer answer) =>
        new[] { false, true }.Any(isMember => SecretProof.AreSame(
            answer.Proof, Knock.Of(_identity, _setup.Node, _address, isMember, _secret).AnswerProofUnder(_secret)));

    private void JoinIfDecided()
    {
        if (_joiningSince is not null || _plan.Decide(_awake.Now - _knockingSince) is not { } address)
            return;
        _joiningSince = _awake.Now;
        _forms = address == _address;
        _cluster.Join(ClusterAddress(address));
    }

    private void TellOfWaiting()
    {
        if (_plan.HasMemory)
            Complain($"{_identity.Name} serves on its own: {_plan.Present} of the {_plan.Expected} nodes it was with answer, and it waits for more than half of them; "
                + $"one that won't come back is taken out with 'herd remove' (no answer: {string.Join(", ", _plan.Missing)})");
        else if (_setup.Join.Count > 0)
            Complain($"nobody of the herd '{_identity.Herd}' answers at {_setup.Join[0]} yet; {_identity.Name} serves on its own, and tries on");
    }

    /// <summary>It may just have come in, and the cluster's gossip be on its way: only one that stays a stranger counts.</summary>
    private void MeetStranger(KnockAnswer answer)
    {
        if (!_strangers.TryAdd(answer.Address, Now) && Now - _strangers[answer.Address] >= StrangerPatience)
            Complain($"{answer.Node} at {answer.Address} formed a cluster of its own while it couldn't be reached; restart it, so that it joins this one (locations are the same in both)");
    }

    private void OnAwaitAdmission()
    {
        if (_admission is not null)
            Sender.Tell(_admission);
        else
            _awaitingAdmission.Add(Sender);
    }

    private void EndAdmission(string? refusal)
    {
        if (_admission is not null)
            return;
        _admission = new Admission(refusal);
        foreach (var asker in _awaitingAdmission)
            asker.Tell(_admission);
        _awaitingAdmission.Clear();
    }

    private void Complain(string complaint)
    {
        if (_complaints.Count < MaxComplaints && _complaints.Add(complaint))
            _log.Warning("{0}", complaint);
    }

    private sealed record KnockDue
    {
        public static KnockDue Instance { get; } = new();
    }
}

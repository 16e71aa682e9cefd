using Akka.Actor;
using Akka.Event;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

// Other nodes: those that show their presence, those to visit, and those with this node's name.
public sealed partial class MembershipActor
{
    private readonly VisitPlan _visits;

    private void FollowPeers()
    {
        Receive<GossipActor.PeerShown>(shown => OnShown(shown.Presence, shown.IsLinked));
        Receive<PeerLink.Gone>(gone => _plan.Lose(gone.Neighbour));
        Receive<GossipActor.NameTaken>(OnNameTaken);
        Receive<Visit.Result>(OnVisited);
    }

    private void OnShown(Presence presence, bool isLinked)
    {
        _plan.Hear(presence, isLinked, Now);
        if (presence.Node.Name == _identity.Name)
            return;
        _contacts.Meet(presence.Node, "", TimeProvider.System.GetUtcNow());
        if (_plan.Standing != Standing.Member && _members.Count == 0 && presence.Members.Count > 0)
        {
            // Lets this node choose its neighbours before it is a member.
            _members = [.. presence.Members.Select(member => new HerdMember(member, MemberState.Up, true)).DistinctBy(member => member.Name)];
            TellNeighbours();
        }
    }

    private void VisitThoseDue()
    {
        var interval = _plan.Standing == Standing.Member ? VisitPlan.MemberEvery : VisitPlan.Every;
        VisitJoin();
        foreach (var contact in _visits.InTurn(_contacts.Neighbours.Where(IsLookedFor)))
            VisitIfDue(contact, interval);
        foreach (var namesake in _plan.Namesakes.ToList())
            VisitNamesake(namesake, interval);
    }

    // Not those that a link or the cluster reaches. The cluster doesn't count while it may have removed this node,
    // and not for this node's own name, since another node may run at that address.
    private bool IsLookedFor(Neighbour contact) =>
        !IsHere(contact.Host, contact.Port)
        && !_plan.IsLinked(contact.Name)
        && !(_plan is { Standing: Standing.Member, IsSure: true } && contact.Name != _identity.Name && _members.Any(member => member.Name == contact.Name && member.IsReachable));

    private void VisitIfDue(Neighbour host, TimeSpan interval)
    {
        if (_visits.Begin(host, interval, Now))
            Context.ActorOf(Visit.Props(host, _identity, _links.Secret, _presence!, _connector));
    }

    private void OnVisited(Visit.Result result)
    {
        _visits.End(result.Host);
        var isJoin = result.Host == _setup.Join;
        if (result.Host.Name == _identity.Name || result.IsNamesake)
            OnNamesakeVisited(result);
        // Where it was told to join, or where a contact was, may be this node itself now.
        if (result.Presence is { } presence)
        {
            _hasMetJoin |= isJoin;
            if (presence.Node.Name == _identity.Name)
                return;
            OnShown(presence, isLinked: false);
            // First find out whether another node of this one's name is alive.
            if (!presence.Members.Any(member => member.Node.Name == _identity.Name && member.Epoch != _identity.Epoch))
                EndAdmission(null);
        }
        else if (result.IsRefusal && isJoin && _admission is null)
        {
            // The node's start asks for it, if it hasn't yet.
            EndAdmission($"{result.Host.Host}:{result.Host.Port} refused it: {result.Reason}");
        }
        else if (result.IsRefusal)
        {
            Complain($"{_identity.Name} can't talk with {(result.Host.Name.Length > 0 ? $"{result.Host.Name} at " : "")}{result.Host.Host}:{result.Host.Port}: {result.Reason}");
        }
    }

    private bool IsHere(string host, int linkPort) => host == _setup.Node.Host && linkPort == _setup.Node.LinkPort;

    private void VisitNamesake(MemberId namesake, TimeSpan interval)
    {
        if (IsEarlierSelf(namesake))
            EndAdmission(null);
        else
            VisitIfDue(new Neighbour(_identity.Name, namesake.Node.Host, namesake.Node.LinkPort), interval);
    }

    private void OnNamesakeVisited(Visit.Result result)
    {
        switch (_visits.Judge(result))
        {
            case VisitPlan.Namesake.Earlier:
                OnNameTaken(new GossipActor.NameTaken($"{_identity.Name} at {result.Host.Host}:{result.Host.Port}", IsEarlier: true));
                break;
            case VisitPlan.Namesake.Later:
                OnNameTaken(new GossipActor.NameTaken($"{_identity.Name} at {result.Host.Host}:{result.Host.Port}", IsEarlier: false));
                break;
            case VisitPlan.Namesake.Gone:
                OnNamesakeGone(result.Host.Host, result.Host.Port);
                break;
            default:
                EndAdmission(null);
                break;
        }
    }

    private void OnNamesakeGone(string host, int linkPort)
    {
        EndAdmission(null);
        foreach (var member in _view?.Members ?? [])
        {
            var isIt = member.Name == _identity.Name && member.Id.Epoch != _identity.Epoch && member.Node.Host == host && member.Node.LinkPort == linkPort;
            if (isIt && member.State < MemberState.Down)
                _system?.Down(member.Id.Address);
        }
    }

    private void OnNameTaken(GossipActor.NameTaken taken)
    {
        if (!taken.IsEarlier)
        {
            Complain($"another node calls itself {_identity.Name}: {taken.Who}; it was started later, and is refused");
            return;
        }

        var reason = $"the herd has a node {_identity.Name} already, which was started before this one ({taken.Who}); give one of them another name";
        if (_setup.Join is not null && _admission is null)
            EndAdmission(reason);
        else
            _setup.End(reason);
    }
}

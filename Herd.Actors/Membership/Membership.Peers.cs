using Akka.Actor;
using Akka.Event;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

// Other nodes: those that show themselves, those to be looked for, and those of this one's name.
public sealed partial class Membership
{
    private static readonly TimeSpan VisitEvery = TimeSpan.FromSeconds(1);

    /// <summary>A member looks for nodes that aren't in its cluster.</summary>
    private static readonly TimeSpan MemberVisitsEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TellOfNobodyAfter = TimeSpan.FromSeconds(5);

    private const int MaxVisitsAtOnce = 4;

    private readonly Dictionary<string, TimeSpan> _visitDue = [];
    private readonly HashSet<string> _visiting = [];
    private readonly List<IActorRef> _awaitingAdmission = [];
    private readonly HashSet<string> _namesakesAsked = [];
    private Admission? _admission;
    private bool _hasMetJoin;
    private TimeSpan? _started;

    private void FollowPeers()
    {
        Receive<Gossip.Gossip.PeerShown>(shown => OnShown(shown.Presence, shown.IsLinked));
        Receive<PeerLink.Gone>(gone => _plan.Lose(gone.Neighbour));
        Receive<NameTaken>(OnNameTaken);
        Receive<Visit.Result>(OnVisited);
        Receive<AwaitAdmission>(_ => OnAwaitAdmission());
    }

    private void OnShown(Presence presence, bool isLinked)
    {
        _plan.Hear(presence, isLinked, Now);
        if (presence.Node.Name == _identity.Name)
            return;
        _contacts.Meet(presence.Node, "", TimeProvider.System.GetUtcNow());
        if (_plan.Standing != Standing.Member && _members.Count == 0 && presence.Members.Count > 0)
        {
            // It knows now whom to be linked with, before it is a member.
            _members = [.. presence.Members.Select(member => new HerdMember(member, MemberState.Up, true)).DistinctBy(member => member.Name)];
            TellNeighbours();
        }

        foreach (var namesake in presence.Members.Where(IsNamesake))
            VisitNamesake(namesake);
    }

    private bool IsNamesake(MemberId member) => member.Node.Name == _identity.Name && member.Epoch != _identity.Epoch;

    private void VisitThoseDue()
    {
        _started ??= Now;
        if (_setup.Join is { } join && !_hasMetJoin)
            VisitIfDue(join, VisitEvery);
        foreach (var contact in _contacts.Neighbours.Where(IsLookedFor))
            VisitIfDue(contact, _plan.Standing == Standing.Member ? MemberVisitsEvery : VisitEvery);
        if (_setup.Join is not null && !_hasMetJoin && _plan.Cluster is not null && Now - _started > TellOfNobodyAfter && _members.Count <= 1)
            Complain($"nobody of the herd '{_identity.Herd}' answers at {_setup.Join.Host}:{_setup.Join.Port} yet; {_identity.Name} serves on its own, and tries on");
    }

    /// <summary>Links tell of those that they reach; the cluster of its members.</summary>
    private bool IsLookedFor(Neighbour contact) =>
        contact.Name != _identity.Name
        && !_plan.Hears(contact.Name, Now)
        && !(_plan.Standing == Standing.Member && _members.Any(member => member.Name == contact.Name && member.IsReachable));

    private void VisitIfDue(Neighbour host, TimeSpan interval)
    {
        var key = $"{host.Name} {host.Host}:{host.Port}";
        if (_visiting.Contains(key) || _visiting.Count >= MaxVisitsAtOnce || (_visitDue.TryGetValue(key, out var due) && Now < due))
            return;
        _visitDue[key] = Now + interval;
        _visiting.Add(key);
        Context.ActorOf(Visit.Props(host, _identity, _links.Secret, _presence!, _connector));
    }

    private void OnVisited(Visit.Result result)
    {
        _visiting.Remove($"{result.Host.Name} {result.Host.Host}:{result.Host.Port}");
        if (result.Host.Name == _identity.Name)
        {
            OnNamesakeVisited(result);
            return;
        }

        var isJoin = result.Host.Equals(_setup.Join);
        if (result.Presence is { } presence)
        {
            _hasMetJoin |= isJoin;
            OnShown(presence, isLinked: false);
            if (presence.Members.Any(IsNamesake))
                return;
            EndAdmission(null);
        }
        else if (result.IsRefusal && isJoin && _admission is null && _awaitingAdmission.Count > 0)
        {
            EndAdmission($"{result.Host.Host}:{result.Host.Port} refused it: {result.Reason}");
        }
        else if (result.IsRefusal)
        {
            Complain($"{_identity.Name} can't talk with {(result.Host.Name.Length > 0 ? $"{result.Host.Name} at " : "")}{result.Host.Host}:{result.Host.Port}: {result.Reason}");
        }
    }

    // Nodes of this one's name: another one, or an earlier start of this one.

    private void VisitNamesakes(ClusterView view)
    {
        foreach (var member in view.Members.Where(member => IsNamesake(member.Id) && member.State < MemberState.Down))
            VisitNamesake(member.Id);
    }

    private void VisitNamesake(MemberId namesake)
    {
        var host = new Neighbour(_identity.Name, namesake.Node.Host, namesake.Node.LinkPort);
        if (IsEarlierSelf(namesake))
            EndAdmission(null);
        else
            VisitIfDue(host, VisitEvery);
    }

    private void OnNamesakeVisited(Visit.Result result)
    {
        if (result is { IsNamesake: true, Presence: { } presence })
        {
            OnNameTaken(new NameTaken($"{_identity.Name} at {result.Host.Host}:{result.Host.Port}", presence.Epoch < _identity.Epoch));
            return;
        }

        EndAdmission(null);
        // Silence proves nothing: it may be alive on the other side of a cut.
        var isGone = result.IsAbsent || result.Presence is not null;
        if (!isGone || _system is null)
            return;
        foreach (var member in _view?.Members.Where(member => IsNamesake(member.Id) && member.Node.Host == result.Host.Host && member.Node.LinkPort == result.Host.Port) ?? [])
            _system.Down(member.Id.Address);
    }

    private void OnNameTaken(NameTaken taken)
    {
        if (!taken.IsEarlier)
        {
            Complain($"another node calls itself {_identity.Name}: {taken.Who}; it was started later, and is refused");
            return;
        }

        var reason = $"the herd has a node {_identity.Name} already, which was started before this one ({taken.Who}); give one of them another name";
        if (_admission is null && _awaitingAdmission.Count > 0)
            EndAdmission(reason);
        else
            _setup.End(reason);
    }

    // The start of a node that was told whom to join waits for a word of it.

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
}

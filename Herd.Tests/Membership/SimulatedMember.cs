using Herd.Actors.Gossip;
using Herd.Actors.Membership;

namespace Herd.Tests.Membership;

/// <summary>One process of a node: the real plan, contacts and visits, with a model of the membership actor around them.</summary>
internal sealed class SimulatedMember
{
    private const int LinkPort = 2;
    private static readonly TimeSpan TickEvery = ClusterWorld.Ms(100);

    private readonly ClusterWorld _world;
    private readonly IReadOnlyList<Neighbour> _file;
    private readonly IReadOnlyList<string> _wanted;
    private readonly Neighbour? _join;
    private readonly NodeIdentity _identity;
    private readonly ClusterPlan _plan;
    private readonly VisitPlan _visits;
    private readonly Dictionary<string, SimulatedLink> _links = [];
    private readonly Dictionary<string, Namesakes> _namesakes = [];
    private readonly Dictionary<string, TimeSpan> _callDue = [];
    private readonly Func<ulong> _wall;
    private IReadOnlyList<HerdMember> _members = [];
    private IReadOnlyList<HerdMember> _view = [];
    private SimulatedSystem? _viewOf;
    private bool _isMoving;
    private bool _hasMetJoin;
    private int _starts;
    private int _ticks = 3;
    private int _movesBefore;
    private TimeSpan? _ended;

    public SimulatedMember(
        ClusterWorld world, string name, string host, ulong epoch, Func<ulong> wall, IReadOnlyList<Neighbour> file, IReadOnlyList<string> wanted, Neighbour? join, IReadOnlyList<Contact> remembered)
    {
        (_world, _file, _wanted, _join, _wall) = (world, file, wanted, join, wall);
        Node = new NodeDescription(name, host, 1, LinkPort, 3);
        Epoch = epoch;
        _identity = new NodeIdentity("herd", name, epoch);
        _plan = new ClusterPlan(_identity, wall, world.Now);
        _visits = new VisitPlan(_identity);
        Contacts = new Contacts(file, remembered);
        Presence = new Presence(Node, epoch, null, []);
        _world.Processes[host] = this;
        _world.Note(() => $"{name}@{host} starts, epoch {epoch}");
        _world.After(_world.Between(0, 100), Tick);
    }

    public NodeDescription Node { get; }

    public ulong Epoch { get; }

    public string Name => Node.Name;

    public string Host => Node.Host;

    public Contacts Contacts { get; }

    public Presence Presence { get; private set; }

    public bool IsRunning { get; private set; } = true;

    public int Moves { get; private set; }

    public Standing Standing => _plan.Standing;

    public ClusterId? Cluster => _plan.Cluster;

    public SimulatedSystem? System { get; private set; }

    public string? EndedBecause { get; private set; }

    public int MovesCounted => Moves - _movesBefore;

    public void BeginToCount() => _movesBefore = Moves;

    /// <summary>It may end by itself only if a namesake with an earlier start was alive a moment ago.</summary>
    public bool EndedWrongly(IEnumerable<SimulatedMember> all) => EndedBecause is not null
        && !all.Any(other => other.Name == Name && other.Epoch < Epoch && (other._ended ?? TimeSpan.MaxValue) > _ended - ClusterWorld.Ms(5_000));

    public void Crash()
    {
        (IsRunning, _ended) = (false, _world.Now);
        _world.Note(() => $"{Name}@{Host} crashes");
        System?.Crash();
        if (_world.Processes.TryGetValue(Host, out var known) && known == this)
            _world.Processes.Remove(Host);
    }

    /// <summary>As an operator does, of those that this node can't reach.</summary>
    public bool TakeOutOneUnreachable()
    {
        var unreachable = _view.Where(member => !member.IsReachable && member.State < MemberState.Down).ToList();
        if (_plan.Standing != Standing.Member || unreachable.Count == 0)
            return false;
        var member = _world.One(unreachable);
        _world.Note(() => $"{Name}@{Host} takes out {member.Id.Address}");
        Contacts.Forget(member.Name);
        System?.Down(member.Id.Address);
        return true;
    }

    public override string ToString() =>
        $"{Name}@{Host} epoch {Epoch} {Standing} {Cluster?.By}:{Cluster?.FormedAt} moves {Moves}{(_isMoving ? " moving" : "")} links [{string.Join(",", _links.Keys)}] "
        + $"knows [{string.Join(" ", _view.Select(member => $"{member.Name}@{member.Id.Address}:{member.State}{(member.IsReachable ? "" : "?")}"))}]";

    private void Tick()
    {
        if (!IsRunning)
            return;
        // Not each time: these take most of a run's time.
        if (++_ticks % 4 == 0)
        {
            CheckLinks();
            VisitThoseDue();
        }

        if (!_isMoving && _plan.Decide(_world.Now) is { } move)
            Move(move);
        _world.After(TickEvery, Tick);
    }

    private void Move(ClusterPlan.Move move)
    {
        _world.Note(() => $"{Name}@{Host} moves to {move.Cluster.By}:{move.Cluster.FormedAt} at {move.At}");
        Moves++;
        _isMoving = true;
        var delay = _world.Between(50, 500);
        if (System is { IsRunning: true })
        {
            System.Leave();
            delay += ClusterWorld.Ms(300);
        }

        (System, _view) = (null, []);
        Show();
        _world.After(delay, () => Start(move));
    }

    private void Start(ClusterPlan.Move move)
    {
        if (!IsRunning)
            return;
        _isMoving = false;
        if (_world.StartsFail && _world.OneIn(4))
        {
            _plan.End(_world.Now);
            return;
        }

        System = new SimulatedSystem(_world, this, move.Cluster, $"{Epoch:x}-{++_starts}.{Host}:4", move.At);
        _plan.Start(_world.Now);
    }

    public void OnView(SimulatedSystem system, IReadOnlyList<HerdMember> view)
    {
        if (system != System)
            return;
        _plan.See(
            [.. view.Where(member => member.State < MemberState.Down).Select(member => member.Id)],
            view.FirstOrDefault(member => member.Id.Uid == system.Uid && member.State < MemberState.Down)?.Id,
            _world.Now);
        if (_plan.Standing != Standing.Member)
            return;
        _world.Note(() => $"{Name}@{Host} sees {string.Join(" ", view.Select(member => $"{member.Id.Address}:{member.State}{(member.IsReachable ? "" : "?")}"))}");
        IReadOnlyList<HerdMember> members =
        [
            .. view.GroupBy(member => member.Name, (_, same) => same.OrderByDescending(member => member.IsReachable).ThenBy(member => member.State).ThenByDescending(member => member.Id.Epoch).First()),
        ];
        if (_viewOf == system)
        {
            foreach (var gone in _members.Select(member => member.Name).Except(members.Where(member => member.State < MemberState.Leaving).Select(member => member.Name)))
                Contacts.Forget(gone);
        }

        (_viewOf, _members, _view) = (system, members, view);
        foreach (var member in members.Where(member => member.State < MemberState.Leaving))
            Contacts.Meet(member.Node, member.Id.Address, DateTimeOffset.UnixEpoch);
        foreach (var member in view.Where(IsGoneForSure))
            system.Down(member.Id.Address);
        Show();
    }

    private bool IsGoneForSure(HerdMember member) =>
        member is { State: MemberState.Leaving, IsReachable: false }
        || (member.Name == Name && member.Id.Epoch == Epoch && member.Id.Uid != System!.Uid && member.State < MemberState.Down);

    public void OnEnded(SimulatedSystem system)
    {
        if (system != System)
            return;
        _world.Note(() => $"{Name}@{Host} lost its cluster");
        System = null;
        _plan.End(_world.Now);
        system.Leave();
        Show();
    }

    private void Show()
    {
        var isMember = _plan.Standing == Standing.Member;
        var presence = new Presence(Node, Epoch, isMember ? _plan.Cluster : null, isMember ? [.. _view.Where(member => member.State < MemberState.Down).Select(member => member.Id)] : []);
        if (presence.Equals(Presence))
            return;
        Presence = presence;
        foreach (var link in _links.Values)
            link.Send(this, presence);
    }

    private void OnShown(Presence presence, bool isLinked)
    {
        _plan.Hear(presence, isLinked, _world.Now);
        if (presence.Node.Name == Name)
            return;
        Contacts.Meet(presence.Node, "", DateTimeOffset.UnixEpoch);
        if (_plan.Standing != Standing.Member && _members.Count == 0 && presence.Members.Count > 0)
            _members = [.. presence.Members.Select(member => new HerdMember(member, MemberState.Up, true)).DistinctBy(member => member.Name)];
    }

    private void OnNameTaken(bool isEarlier, string who)
    {
        if (!isEarlier || !IsRunning)
            return;
        (IsRunning, _ended, EndedBecause) = (false, _world.Now, who);
        _world.Note(() => $"{Name}@{Host} ends: {who}");
        System?.Leave();
        if (_world.Processes.TryGetValue(Host, out var known) && known == this)
            _world.Processes.Remove(Host);
    }

    private void VisitThoseDue()
    {
        var interval = _plan.Standing == Standing.Member ? VisitPlan.MemberEvery : VisitPlan.Every;
        if (_join is not null && !_hasMetJoin)
            VisitIfDue(_join, VisitPlan.Every);
        foreach (var contact in _visits.InTurn(Contacts.Neighbours.Where(IsLookedFor)).ToList())
            VisitIfDue(contact, interval);
        foreach (var namesake in _plan.Namesakes.ToList())
        {
            if (namesake.Node.Host == Host)
                OnNamesakeGone(Host);
            else
                VisitIfDue(new Neighbour(Name, namesake.Node.Host, LinkPort), interval);
        }
    }

    private bool IsLookedFor(Neighbour contact) =>
        contact.Host != Host
        && !_plan.IsLinked(contact.Name)
        && !(_plan is { Standing: Standing.Member, IsSure: true } && contact.Name != Name && _members.Any(member => member.Name == contact.Name && member.IsReachable));

    private void VisitIfDue(Neighbour host, TimeSpan interval)
    {
        if (!_visits.Begin(host, interval, _world.Now))
            return;
        if (!_world.CanCall(Host, host.Host))
            _world.After(ClusterWorld.Ms(2_000), () => OnVisited(new Visit.Result(host) { Reason = "silence" }));
        else
            _world.After(_world.Between(2, 100), () => Arrive(host));
    }

    private void Arrive(Neighbour host)
    {
        if (!_world.CanTalk(Host, host.Host))
        {
            _world.After(ClusterWorld.Ms(3_000), () => OnVisited(new Visit.Result(host) { Reason = "silence" }));
            return;
        }

        if (!_world.Processes.TryGetValue(host.Host, out var there))
        {
            OnVisited(new Visit.Result(host) { Reason = "refused", IsAbsent = true });
            return;
        }

        if (there.Name == Name && there != this)
            there.OnNameTaken(Epoch < there.Epoch, ToString());
        if (there != this)
            there.OnShown(Presence, isLinked: false);
        OnVisited(new Visit.Result(host) { Presence = there.Presence, IsNamesake = there.Name == Name && there.Epoch != Epoch });
    }

    private void OnVisited(Visit.Result result)
    {
        _visits.End(result.Host);
        if (!IsRunning)
            return;
        if (result.Host.Name == Name || result.IsNamesake)
        {
            var verdict = _visits.Judge(result);
            if (verdict is VisitPlan.Namesake.Gone)
                OnNamesakeGone(result.Host.Host);
            else if (verdict is VisitPlan.Namesake.Earlier)
                OnNameTaken(true, $"visited {result.Presence!.Node}");
        }

        if (result.Presence is not { } presence)
            return;
        _hasMetJoin |= result.Host == _join;
        if (presence.Node.Name != Name)
            OnShown(presence, isLinked: false);
    }

    private void OnNamesakeGone(string host)
    {
        foreach (var member in _view.Where(member => member.Name == Name && member.Id.Epoch != Epoch && member.Node.Host == host && member.State < MemberState.Down))
            System?.Down(member.Id.Address);
    }

    private void CheckLinks()
    {
        foreach (var (name, link) in _links.ToList())
        {
            if (link.IsDead(this))
                EndLink(link);
        }

        foreach (var name in _wanted)
        {
            if (_links.ContainsKey(name) || (_callDue.TryGetValue(name, out var due) && _world.Now < due))
                continue;
            _callDue[name] = _world.Now + _world.Between(300, 1_300);
            if (PlaceOf(name) is { } place && _world.CanCall(Host, place) && _world.Processes.TryGetValue(place, out var there) && there.Name == name)
                there.OnCalled(this);
        }
    }

    private string? PlaceOf(string name) =>
        _members.FirstOrDefault(member => member.Name == name && member.State < MemberState.Leaving)?.Node.Host
        ?? _file.FirstOrDefault(node => node.Name == name)?.Host;

    private void OnCalled(SimulatedMember by)
    {
        if (by.Name == Name)
            return;
        _links.TryGetValue(by.Name, out var inUse);
        if (!_namesakes.TryGetValue(by.Name, out var namesakes))
            _namesakes[by.Name] = namesakes = new Namesakes(by.Name);
        var (decision, _, _) = namesakes.Judge(inUse is null ? null : new Namesakes.Link(inUse.OtherThan(this).Epoch, inUse.OtherThan(this).Host, inUse.Reads), by.Epoch, by.Host);
        switch (decision)
        {
            case Namesakes.Decision.Refuse:
                by.OnNameTaken(true, $"{this} refused the link");
                return;
            case Namesakes.Decision.Later:
                return;
            case Namesakes.Decision.UseAndRefuseOther when _world.CanTalk(Host, inUse!.OtherThan(this).Host):
                inUse.OtherThan(this).OnNameTaken(true, $"{this} refused the link");
                break;
        }

        if (inUse is not null)
            EndLink(inUse);
        if (by._links.TryGetValue(Name, out var others))
            by.EndLink(others);
        var link = new SimulatedLink(_world, this, by);
        _links[by.Name] = by._links[Name] = link;
        link.Send(this, Presence);
        link.Send(by, by.Presence);
    }

    private void EndLink(SimulatedLink link)
    {
        var other = link.OtherThan(this);
        link.Close();
        if (_links.GetValueOrDefault(other.Name) != link)
            return;
        _links.Remove(other.Name);
        _plan.Lose(other.Name);
    }

    public void OnLinkShown(SimulatedLink link, Presence presence)
    {
        if (IsRunning && _links.GetValueOrDefault(presence.Node.Name) == link)
            OnShown(presence, isLinked: true);
    }
}

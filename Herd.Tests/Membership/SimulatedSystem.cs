using Herd.Actors.Gossip;
using Herd.Actors.Membership;

namespace Herd.Tests.Membership;

/// <summary>
/// A model of an actor system with Akka.Cluster, which gossips its view of the members. Only operators take members down. Down
/// and left ones are removed when all others are reachable and agree; until then their addresses can't be reused.
/// </summary>
internal sealed class SimulatedSystem
{
    /// <summary>Removed, but remembered.</summary>
    private const MemberState Gone = MemberState.Down + 1;

    private static readonly TimeSpan GossipEvery = ClusterWorld.Ms(250);
    private static readonly TimeSpan UnreachableAfter = ClusterWorld.Ms(3_000);

    private readonly ClusterWorld _world;
    private readonly SimulatedMember _owner;
    private readonly MemberId _own;
    private readonly Dictionary<long, Entry> _view = [];
    private readonly Dictionary<long, TimeSpan> _silentSince = [];
    private List<HerdMember> _told = [];

    public SimulatedSystem(ClusterWorld world, SimulatedMember owner, ClusterId cluster, string address, string? joinAt)
    {
        _world = world;
        _owner = owner;
        Cluster = cluster;
        Address = address;
        _own = new MemberId(owner.Node, owner.Epoch, address, world.Random.NextInt64());
        _world.Systems[Address] = this;
        if (joinAt is null || joinAt == Address)
            _view[Uid] = new Entry(_own, MemberState.Up, this);
        else
            _world.After(_world.Between(150, 500), () => Join(joinAt));
        _world.After(_world.Between(50, 250), Gossip);
    }

    public ClusterId Cluster { get; }

    public string Address { get; }

    public long Uid => _own.Uid;

    public bool IsRunning { get; private set; } = true;

    public IEnumerable<long> Uids => _view.Values.Where(entry => entry.State < MemberState.Down).Select(entry => entry.Id.Uid);

    private string Host => _owner.Host;

    private bool IsMember => _view.TryGetValue(Uid, out var own) && own.State < MemberState.Leaving;

    public void Down(string address)
    {
        foreach (var entry in _view.Values.Where(entry => entry.Id.Address == address).ToList())
            Raise(entry, MemberState.Down);
    }

    public void Leave()
    {
        if (!IsRunning)
            return;
        if (IsMember && _view.Count > 1)
        {
            Raise(_view[Uid], MemberState.Leaving);
            for (var times = 0; times < 2; times++)
                Send();
        }

        _world.After(ClusterWorld.Ms(300), Crash);
    }

    public void Crash()
    {
        IsRunning = false;
        if (_world.Systems.TryGetValue(Address, out var known) && known == this)
            _world.Systems.Remove(Address);
    }

    public void Quarantine()
    {
        if (IsRunning)
            _owner.OnEnded(this);
    }

    private void Join(string at)
    {
        if (!IsRunning || IsMember)
            return;
        if (_world.Systems.TryGetValue(at, out var host) && host.Cluster == Cluster && host.IsMember && _world.CanBothCall(Host, host.Host) && host.LetIn(this))
            _world.After(_world.Between(10, 1_000), () => Take(host));
        else
            _world.After(ClusterWorld.Ms(1_000), () => Join(at));
    }

    private bool LetIn(SimulatedSystem joining)
    {
        var before = _view.Values.FirstOrDefault(entry => entry.Id.Address == joining.Address && entry.Id.Uid != joining.Uid && entry.State < Gone);
        if (before is not null)
        {
            Raise(before, MemberState.Down);
            return false;
        }

        _view.TryAdd(joining.Uid, new Entry(joining._own, MemberState.Up, joining));
        return true;
    }

    private void Gossip()
    {
        if (!IsRunning)
            return;
        if (_view.Count > 0)
        {
            Send();
            RemoveIfAllAgree();
            Tell();
        }

        _world.After(GossipEvery, Gossip);
    }

    private void Send()
    {
        var others = _view.Values.Where(entry => entry.State < Gone && entry.System != this).ToList();
        if (others.Count == 0)
            return;
        var other = _world.One(others).System;
        _world.After(_world.Between(2, 50), () => other.Take(this));
    }

    private void Take(SimulatedSystem from)
    {
        if (!IsRunning || !from.IsRunning || !_world.CanBothCall(Host, from.Host))
            return;
        if (_view.Count > 0 && !(_view.TryGetValue(from.Uid, out var known) && known.State < Gone))
        {
            if (_world.TellsRemoved && known is not null)
                from.Quarantine();
            return;
        }

        foreach (var entry in from._view.Values)
        {
            if (!_view.TryGetValue(entry.Id.Uid, out var own))
                _view[entry.Id.Uid] = entry with { };
            else
                Raise(own, entry.State);
        }

        if (_view.TryGetValue(Uid, out var self) && self.State >= MemberState.Down)
            Quarantine();
    }

    private void Raise(Entry entry, MemberState state)
    {
        if (entry.State < state)
            _view[entry.Id.Uid] = entry with { State = state };
    }

    private void RemoveIfAllAgree()
    {
        var going = _view.Values.Where(entry => entry.State is MemberState.Leaving or MemberState.Down).ToList();
        if (going.Count == 0)
            return;
        foreach (var entry in _view.Values.Where(entry => entry.State < MemberState.Leaving && entry.System != this))
        {
            var other = entry.System;
            if (!other.IsRunning || !_world.CanBothCall(Host, other.Host) || !other.SeesSame(_view))
                return;
        }

        foreach (var entry in going.Where(entry => entry.State == MemberState.Down || !entry.System.IsRunning))
            Raise(entry, Gone);
    }

    private bool SeesSame(Dictionary<long, Entry> view) =>
        view.Count == _view.Count && view.Values.All(entry => _view.TryGetValue(entry.Id.Uid, out var own) && own.State == entry.State);

    private void Tell()
    {
        var members = new List<HerdMember>(_view.Count);
        foreach (var entry in _view.Values)
        {
            if (entry.System == this || (entry.System.IsRunning && _world.CanBothCall(Host, entry.System.Host)))
                _silentSince.Remove(entry.Id.Uid);
            else
                _silentSince.TryAdd(entry.Id.Uid, _world.Now);
            if (entry.State < Gone)
                members.Add(new HerdMember(entry.Id, entry.State, !(_silentSince.TryGetValue(entry.Id.Uid, out var since) && _world.Now - since >= UnreachableAfter)));
        }

        if (members.SequenceEqual(_told))
            return;
        _told = members;
        _owner.OnView(this, members);
    }

    /// <param name="State">Only ever rises.</param>
    private sealed record Entry(MemberId Id, MemberState State, SimulatedSystem System);
}

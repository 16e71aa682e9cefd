using System.Collections.Immutable;
using Akka.Actor;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>
/// Whom this node sends heartbeats to: the nodes stand in a ring, by a hash of their address that is the same everywhere, and
/// each watches those behind it; so each is watched by as many. Nodes that can't be reached are watched on the way, until
/// they can.
/// </summary>
internal sealed class HeartbeatTargets
{
    private readonly UniqueAddress _self;
    private readonly int _watchersOfEach;
    private readonly IFailureDetectorRegistry<Address> _detectors;
    private readonly SortedSet<UniqueAddress> _ring = new(Comparer<UniqueAddress>.Create(CompareInRing));
    private readonly HashSet<UniqueAddress> _unreachable = [];
    private ImmutableHashSet<UniqueAddress> _receivers = [];
    private ImmutableHashSet<UniqueAddress> _kept = [];

    /// <param name="self">This node.</param>
    /// <param name="watchersOfEach">akka.cluster.failure-detector.monitored-by-nr-of-members</param>
    /// <param name="detectors">Get the heartbeats.</param>
    public HeartbeatTargets(UniqueAddress self, int watchersOfEach, IFailureDetectorRegistry<Address> detectors)
    {
        _self = self;
        _watchersOfEach = watchersOfEach;
        _detectors = detectors;
        _ring.Add(self);
    }

    /// <summary>All that get heartbeats now.</summary>
    public ImmutableHashSet<UniqueAddress> Active => _receivers.Union(_kept);

    /// <summary>Takes the members and the unreachable ones of a state.</summary>
    public void Update(IEnumerable<UniqueAddress> members, IEnumerable<UniqueAddress> unreachable)
    {
        _ring.Clear();
        _ring.Add(_self);
        _ring.UnionWith(members);
        _unreachable.Clear();
        _unreachable.UnionWith(unreachable);

        var before = Active;
        _receivers = Receivers();
        _kept = [];
        foreach (var node in before.Where(node => !_receivers.Contains(node)))
        {
            // One that doesn't answer is kept until it does: nobody else may notice that it is back.
            if (_ring.Contains(node) && !_detectors.IsAvailable(node.Address))
                _kept = _kept.Add(node);
            else if (!_receivers.Any(receiver => receiver.Address == node.Address))
                _detectors.Remove(node.Address);
        }
    }

    /// <summary>A heartbeat was answered.</summary>
    public void Answered(UniqueAddress node)
    {
        if (_receivers.Contains(node))
        {
            _detectors.Heartbeat(node.Address);
        }
        else if (_kept.Contains(node))
        {
            _detectors.Remove(node.Address);
            _kept = _kept.Remove(node);
        }
    }

    /// <summary>No answer has come for so long that the failure detector starts without one.</summary>
    public void Expected(UniqueAddress node)
    {
        if (Active.Contains(node) && !_detectors.IsMonitoring(node.Address))
            _detectors.Heartbeat(node.Address);
    }

    private static int CompareInRing(UniqueAddress one, UniqueAddress other)
    {
        var byHash = Hash(one.Address).CompareTo(Hash(other.Address));
        return byHash != 0 ? byHash : one.CompareTo(other);
    }

    /// <summary>FNV-1a: string hashes of the runtime differ between processes.</summary>
    private static uint Hash(Address address)
    {
        var hash = 2166136261;
        foreach (var character in address.HostPort())
            hash = (hash ^ character) * 16777619;
        return hash;
    }

    private ImmutableHashSet<UniqueAddress> Receivers()
    {
        var receivers = ImmutableHashSet.CreateBuilder<UniqueAddress>();
        var reachable = 0;
        var order = _ring.ToList();
        var start = order.IndexOf(_self);
        for (var i = 1; i < order.Count && reachable < _watchersOfEach; i++)
        {
            var node = order[(start + i) % order.Count];
            receivers.Add(node);
            if (!_unreachable.Contains(node))
                reachable++;
        }
        return receivers.ToImmutable();
    }
}

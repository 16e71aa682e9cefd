using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>
/// Decides, without I/O, which cluster a node belongs to: the oldest that it hears of, or else one that it forms, even alone. When
/// two clusters of a herd meet, each node of the younger one moves to the older. A node that loses its cluster looks for one again.
/// </summary>
/// <code>
///              a cluster is heard of, or none is for a while        it is among the members
///   Looking ──────────────────────────────────────────▶ Joining ────────────────────────────▶ Member
///      ▲                                                 │  ▲                                   │
///      ├───────────── no member in time ─────────────────┘  └── an older cluster is heard of, ──┤
///      │                                                        or this one goes on without it  │
///      └───────────── its actor system ended, by itself or because it was taken out ────────────┘
/// </code>
/// <param name="now">Monotonic, here and in all methods.</param>
public sealed class ClusterPlan(NodeIdentity self, Func<ulong> posixNanoseconds, TimeSpan now)
{
    /// <summary>How long a node looks for others before it forms a cluster.</summary>
    public static readonly TimeSpan LookFor = TimeSpan.FromSeconds(1);

    /// <summary>As <see cref="LookFor"/>, if another node is looking, too, whose name sorts first.</summary>
    public static readonly TimeSpan LeaveToFirstFor = TimeSpan.FromSeconds(3);

    /// <summary>A node that isn't a member this long after its actor system's start looks again.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(6);

    /// <summary>A member leaves a cluster whose other members don't know it for this long.</summary>
    public static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    /// <summary>How long a visited node's presence counts. A linked node's counts as long as the link.</summary>
    public static readonly TimeSpan VisitCountsFor = TimeSpan.FromSeconds(10);

    /// <summary>Wait after a membership of at least <see cref="LastingFor"/>. Each shorter one after it doubles the wait.</summary>
    public static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(250);

    /// <summary>Short, so that a herd that is whole again soon is one cluster again.</summary>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(4);

    public static readonly TimeSpan LastingFor = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Peer> _peers = [];

    /// <summary>Failed attempts by address to join at, since this node was last a member.</summary>
    private readonly Dictionary<string, int> _failures = [];
    private readonly Dictionary<string, TimeSpan> _unknownSince = [];
    private IReadOnlyList<MemberId> _members = [];
    private MemberId? _own;
    private (string Node, string Address)? _joinAt;
    private TimeSpan _since = now;
    private TimeSpan _notBefore;
    private TimeSpan _backoff = MinBackoff;

    public Standing Standing { get; private set; } = Standing.Looking;

    /// <summary>The cluster that it joins or is in; null while it looks for one.</summary>
    public ClusterId? Cluster { get; private set; }

    /// <param name="At">The cluster port to join at, <c>HOST:PORT</c>; null: the node forms the cluster.</param>
    public sealed record Move(ClusterId Cluster, string? At);

    /// <param name="isLinked">The node shows every change until <see cref="Lose"/>.</param>
    public void Hear(Presence presence, bool isLinked, TimeSpan now)
    {
        if (presence.Node.Name == self.Name)
            return;
        if (!isLinked && IsLinked(presence.Node.Name))
            return;
        _peers[presence.Node.Name] = new Peer(presence, now, isLinked ? TimeSpan.MaxValue : now + VisitCountsFor);
    }

    public void Lose(string node)
    {
        _peers.Remove(node);
        _unknownSince.Remove(node);
    }

    /// <summary>Whether links confirm that this node is a member. Otherwise visits have to find out.</summary>
    public bool IsSure => _unknownSince.Count == 0 && _peers.Values.Any(peer => peer.IsLinked);

    public bool IsLinked(string node) => _peers.TryGetValue(node, out var peer) && peer.IsLinked;

    public bool IsLinked(string node, ulong epoch) => IsLinked(node) && _peers[node].Presence.Epoch == epoch;

    /// <summary>Members of this node's name in any known view that aren't it: another node, or its own earlier starts.</summary>
    public IEnumerable<MemberId> Namesakes => _peers.Values.SelectMany(peer => peer.Presence.Members).Concat(_members)
        .Where(member => member.Node.Name == self.Name && member.Epoch != self.Epoch)
        .Distinct();

    /// <param name="members">All that aren't down.</param>
    /// <param name="own">This node's entry; null: it isn't among them.</param>
    public void See(IReadOnlyList<MemberId> members, MemberId? own, TimeSpan now)
    {
        (_members, _own) = (members, own);
        if (own is null || Standing != Standing.Joining)
            return;
        Standing = Standing.Member;
        _since = now;
        _unknownSince.Clear();
        _failures.Clear();
    }

    /// <summary>Restarts <see cref="JoinWithin"/> now that the actor system runs, which may take long on a busy machine.</summary>
    public void Start(TimeSpan now)
    {
        if (Standing == Standing.Joining)
            _since = now;
    }

    /// <summary>The actor system ended, by itself or because the cluster removed it.</summary>
    public void End(TimeSpan now)
    {
        _backoff = Standing == Standing.Member && now - _since >= LastingFor ? MinBackoff : TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, MaxBackoff.Ticks));
        _notBefore = now + _backoff;
        Look(now);
    }

    /// <summary>What to do now; null: nothing. Call it a few times a second.</summary>
    public Move? Decide(TimeSpan now)
    {
        foreach (var late in _peers.Where(peer => peer.Value.Until < now).Select(peer => peer.Key).ToList())
            Lose(late);
        if (Standing == Standing.Joining && (now - _since > JoinWithin || (_joinAt is { } at && !_peers.ContainsKey(at.Node))))
            GiveUp(now);
        if (now < _notBefore)
            return null;
        var oldest = _peers.Values.Select(peer => peer.Presence)
            .Where(presence => OwnEntryOf(presence) is not null)
            .MinBy(presence => (presence.Cluster, _failures.GetValueOrDefault(OwnEntryOf(presence)!.Address)));
        if (oldest is not null && (Cluster is null || oldest.Cluster!.IsOlderThan(Cluster)))
            return MoveTo(oldest, now);
        return Standing switch
        {
            Standing.Looking when IsTimeToForm(now - _since) => Begin(new ClusterId(posixNanoseconds(), self.Name), null, now),
            Standing.Member when WhoGoesOnWithout(now) is { } peer => MoveTo(peer, now),
            _ => null,
        };
    }

    private static MemberId? OwnEntryOf(Presence presence) => presence.Cluster is null
        ? null
        : presence.Members.FirstOrDefault(member => member.Node.Name == presence.Node.Name && member.Epoch == presence.Epoch);

    private Move MoveTo(Presence peer, TimeSpan now) => Begin(peer.Cluster!, (peer.Node.Name, OwnEntryOf(peer)!.Address), now);

    private Move Begin(ClusterId cluster, (string Node, string Address)? at, TimeSpan now)
    {
        (Standing, Cluster, _since, _joinAt) = (Standing.Joining, cluster, now, at);
        (_members, _own) = ([], null);
        return new Move(cluster, at?.Address);
    }

    /// <summary>If a visit named the node to join at, that may be out of date. Another member may be easier to join at.</summary>
    private void GiveUp(TimeSpan now)
    {
        if (_joinAt is { } at)
        {
            _failures[at.Address] = _failures.GetValueOrDefault(at.Address) + 1;
            if (!IsLinked(at.Node))
                Lose(at.Node);
        }

        Look(now);
    }

    private void Look(TimeSpan now)
    {
        (Standing, Cluster, _since) = (Standing.Looking, null, now);
        (_members, _own) = ([], null);
    }

    /// <summary>Of nodes that look for each other one forms the cluster. If two do, their clusters merge.</summary>
    private bool IsTimeToForm(TimeSpan looked) => looked >= LeaveToFirstFor
        || (looked >= LookFor && _peers.Keys.All(other => string.CompareOrdinal(self.Name, other) < 0));

    /// <summary>A node of this cluster that doesn't know this node as a member, and that this node has to follow.</summary>
    private Presence? WhoGoesOnWithout(TimeSpan now)
    {
        foreach (var (name, peer) in _peers)
        {
            // A visit proves only the moment of the visit, so a second one has to confirm it.
            var shownAt = peer.IsLinked ? now : peer.HeardAt;
            var isUnknown = peer.Presence.Cluster == Cluster && shownAt >= _since && OwnEntryOf(peer.Presence) is not null && !Has(peer.Presence.Members, _own!);
            if (!isUnknown)
                _unknownSince.Remove(name);
            else if (_unknownSince.TryAdd(name, shownAt) || shownAt - _unknownSince[name] < UnknownFor)
                continue;
            else if (Has(_members, OwnEntryOf(peer.Presence)!) || (!KnowsOneOfThisSide(peer.Presence) && IsBefore(peer.Presence.Members, _members)))
                return peer.Presence;
        }

        return null;
    }

    /// <summary>If a peer knows a member that knows this node, the peer was removed here, and moves by itself.</summary>
    private bool KnowsOneOfThisSide(Presence peer) => _peers.Values
        .Select(other => other.Presence)
        .Any(other => other.Cluster == Cluster && OwnEntryOf(other) is { } entry && Has(other.Members, _own!) && Has(peer.Members, entry));

    private static bool Has(IReadOnlyList<MemberId> members, MemberId member) =>
        members.Any(other => other.Uid == member.Uid && other.Address == member.Address);

    /// <summary>If each side removed the other, the one with the first name that isn't on both stays. Both may list dead members.</summary>
    private static bool IsBefore(IReadOnlyList<MemberId> one, IReadOnlyList<MemberId> other)
    {
        var (first, second) = (FirstOf(one, other), FirstOf(other, one));
        var order = string.CompareOrdinal(first.Name, second.Name);
        return order != 0 ? order < 0 : first.Uid < second.Uid;
    }

    private static (string Name, long Uid) FirstOf(IReadOnlyList<MemberId> members, IReadOnlyList<MemberId> butNotOf) =>
        members.Where(member => !Has(butNotOf, member))
            .Select(member => (member.Node.Name, member.Uid))
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Uid)
            .First();

    private sealed record Peer(Presence Presence, TimeSpan HeardAt, TimeSpan Until)
    {
        public bool IsLinked => Until == TimeSpan.MaxValue;
    }
}

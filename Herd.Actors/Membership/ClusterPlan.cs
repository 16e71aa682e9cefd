using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>
/// Decides which cluster a node is to be in, without any I/O. It joins the oldest that it hears of; one that hears of none
/// forms one at once, alone if need be. When two clusters of a herd meet, over any link or visit, the nodes of the younger
/// one move to the older, each by itself. A node that lost its cluster, however that came, looks for one again.
/// </summary>
/// <code>
///              a cluster is heard of, or none is for a while        it is among the members
///   Looking ──────────────────────────────────────────▶ Joining ────────────────────────────▶ Member
///      ▲                                                 │  ▲                                   │
///      ├───────────── no member in time ─────────────────┘  └── an older cluster is heard of, ──┤
///      │                                                        or this one goes on without it  │
///      └───────────── its actor system ended, by itself or because it was taken out ────────────┘
/// </code>
/// <param name="self">This node.</param>
/// <param name="posixNanoseconds">A wall clock: when a cluster is formed.</param>
/// <param name="now">By a clock that never goes back: it begins to look.</param>
public sealed class ClusterPlan(NodeIdentity self, Func<ulong> posixNanoseconds, TimeSpan now)
{
    /// <summary>How long a node looks for others before it forms a cluster.</summary>
    public static readonly TimeSpan LookFor = TimeSpan.FromSeconds(1);

    /// <summary>How long it leaves that to another one that looks too, whose name comes first.</summary>
    public static readonly TimeSpan LeaveToFirstFor = TimeSpan.FromSeconds(3);

    /// <summary>A node that isn't a member so long after its actor system was started looks again.</summary>
    public static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(6);

    /// <summary>A member that others of its own cluster don't know for so long is none.</summary>
    public static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(5);

    /// <summary>What a visited node showed counts for so long; what a linked one shows, as long as the link.</summary>
    public static readonly TimeSpan VisitCountsFor = TimeSpan.FromSeconds(10);

    /// <summary>How long a node waits after a good membership ended; each bad one behind it doubles that.</summary>
    public static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(250);

    /// <summary>Not longer: a herd that is whole again is to be one again soon.</summary>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(4);

    /// <summary>A membership that lasted so long was a good one.</summary>
    public static readonly TimeSpan LastingFor = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Peer> _peers = [];

    /// <summary>How often this node tried in vain to join at an address, since it was a member last.</summary>
    private readonly Dictionary<string, int> _failures = [];
    private readonly Dictionary<string, TimeSpan> _unknownSince = [];
    private IReadOnlyList<MemberId> _members = [];
    private MemberId? _own;
    private (string Node, string Address)? _joinAt;
    private TimeSpan _since = now;
    private TimeSpan _notBefore;
    private TimeSpan _backoff = MinBackoff;

    /// <summary>What the node does about its membership.</summary>
    public Standing Standing { get; private set; } = Standing.Looking;

    /// <summary>The cluster that it joins or is in; null: it looks for one.</summary>
    public ClusterId? Cluster { get; private set; }

    /// <summary>Leaves the cluster that the node is in, if any, and goes to another.</summary>
    /// <param name="Cluster">Which.</param>
    /// <param name="At">Whose cluster port to join at, <c>HOST:PORT</c>; null: it forms the cluster.</param>
    public sealed record Move(ClusterId Cluster, string? At);

    /// <summary>A node showed itself.</summary>
    /// <param name="presence">What it showed.</param>
    /// <param name="isLinked">It shows every change until <see cref="Lose"/>.</param>
    /// <param name="now">By a clock that never goes back.</param>
    public void Hear(Presence presence, bool isLinked, TimeSpan now)
    {
        if (presence.Node.Name == self.Name)
            return;
        if (!isLinked && IsLinked(presence.Node.Name))
            return;
        _peers[presence.Node.Name] = new Peer(presence, now, isLinked ? TimeSpan.MaxValue : now + VisitCountsFor);
    }

    /// <summary>There is no link with a node any more: what it showed doesn't count.</summary>
    public void Lose(string node)
    {
        _peers.Remove(node);
        _unknownSince.Remove(node);
    }

    /// <summary>Whether a link tells it what it is to others, and none says that it is unknown; else it had better ask the members.</summary>
    public bool IsSure => _unknownSince.Count == 0 && _peers.Values.Any(peer => peer.IsLinked);

    /// <summary>Whether a node shows every change.</summary>
    public bool IsLinked(string node) => _peers.TryGetValue(node, out var peer) && peer.IsLinked;

    /// <summary>Whether that start of a node shows every change.</summary>
    public bool IsLinked(string node, ulong epoch) => IsLinked(node) && _peers[node].Presence.Epoch == epoch;

    /// <summary>Members of this node's name that aren't it, as it and others see them: another node, or earlier starts of this one.</summary>
    public IEnumerable<MemberId> Namesakes => _peers.Values.SelectMany(peer => peer.Presence.Members).Concat(_members)
        .Where(member => member.Node.Name == self.Name && member.Epoch != self.Epoch)
        .Distinct();

    /// <summary>The cluster's members as this node's actor system sees them.</summary>
    /// <param name="members">All that aren't down.</param>
    /// <param name="own">This node's own entry; null: it isn't among them.</param>
    /// <param name="now">By a clock that never goes back.</param>
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

    /// <summary>The actor system of the last <see cref="Move"/> runs. That may have taken long where much goes on.</summary>
    public void Start(TimeSpan now)
    {
        if (Standing == Standing.Joining)
            _since = now;
    }

    /// <summary>The actor system of the cluster ended, by itself or because the node was taken out.</summary>
    public void End(TimeSpan now)
    {
        _backoff = Standing == Standing.Member && now - _since >= LastingFor ? MinBackoff : TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, MaxBackoff.Ticks));
        _notBefore = now + _backoff;
        Look(now);
    }

    /// <summary>What to do now; null: nothing. To be asked a few times a second.</summary>
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

    /// <summary>Where it was to join may be no member any more, if that was a visit's news; or another member is easier to join at.</summary>
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

    /// <summary>Of nodes that look for each other one forms the cluster, and the others join it. Should two do it, they merge.</summary>
    private bool IsTimeToForm(TimeSpan looked) => looked >= LeaveToFirstFor
        || (looked >= LookFor && _peers.Keys.All(other => string.CompareOrdinal(self.Name, other) < 0));

    /// <summary>A node of this one's cluster that doesn't have this one among its members, and whose side stays as it is.</summary>
    private Presence? WhoGoesOnWithout(TimeSpan now)
    {
        foreach (var (name, peer) in _peers)
        {
            // A linked one shows every change. What a visit showed is known of that moment only; the next one is to confirm it.
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

    /// <summary>One that knows this node is a member to a peer that doesn't: the peer was taken out here, and comes by itself.</summary>
    private bool KnowsOneOfThisSide(Presence peer) => _peers.Values
        .Select(other => other.Presence)
        .Any(other => other.Cluster == Cluster && OwnEntryOf(other) is { } entry && Has(other.Members, _own!) && Has(peer.Members, entry));

    private static bool Has(IReadOnlyList<MemberId> members, MemberId member) =>
        members.Any(other => other.Uid == member.Uid && other.Address == member.Address);

    /// <summary>
    /// Where each side of a cluster took the other out, the side stays that has the first name which isn't on both sides: both
    /// may still have members that are dead.
    /// </summary>
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

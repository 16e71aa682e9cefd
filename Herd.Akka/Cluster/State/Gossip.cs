using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>
/// The state of the cluster as one node knows it. Merging is commutative, associative and idempotent, and every change moves
/// a state upwards in that order: so a state whose version is after another's holds all of it, and nodes that gossip long
/// enough have the same. Immutable.
/// </summary>
internal sealed class Gossip
{
    public static readonly Gossip Empty = new([], [], Reachability.Empty, VectorClock.Empty, ImmutableSortedDictionary<UniqueAddress, long>.Empty);

    public Gossip(
        ImmutableSortedSet<Member> members,
        ImmutableHashSet<UniqueAddress> seen,
        Reachability reachability,
        VectorClock version,
        ImmutableSortedDictionary<UniqueAddress, long> tombstones)
    {
        Members = members;
        Seen = seen;
        Reachability = reachability;
        Version = version;
        Tombstones = tombstones;
    }

    public ImmutableSortedSet<Member> Members { get; }

    /// <summary>The nodes that have this very version.</summary>
    public ImmutableHashSet<UniqueAddress> Seen { get; }

    public Reachability Reachability { get; }

    public VectorClock Version { get; }

    /// <summary>
    /// The incarnations that were removed, and when (milliseconds since 1970): a node that hasn't heard of a removal can't
    /// bring the member back.
    /// </summary>
    public ImmutableSortedDictionary<UniqueAddress, long> Tombstones { get; }

    public Member? Find(UniqueAddress node) =>
        Members.TryGetValue(new Member(node, 0, MemberStatus.Removed, []), out var member) ? member : null;

    public bool Has(UniqueAddress node) => Find(node) is not null;

    public bool IsSeenBy(UniqueAddress node) => Seen.Contains(node);

    public Gossip MarkSeen(UniqueAddress node) => IsSeenBy(node) ? this : With(seen: Seen.Add(node));

    /// <summary>Of the same version elsewhere: both have been seen by the same nodes.</summary>
    public Gossip MergeSeen(Gossip other) => other.Seen.IsSubsetOf(Seen) ? this : With(seen: Seen.Union(other.Seen));

    /// <summary>A change that a node makes: a new version, which it alone has seen.</summary>
    public Gossip Change(UniqueAddress by, ImmutableSortedSet<Member>? members = null, Reachability? reachability = null) =>
        new(members ?? Members, [by], reachability ?? Reachability, Version.Increment(by), Tombstones);

    /// <summary>A node puts another status in the place of a member's.</summary>
    public Gossip Replace(UniqueAddress by, IEnumerable<Member> changed) => Change(by, Put(Members, changed));

    /// <summary>A node takes members out for good.</summary>
    /// <param name="by">The node.</param>
    /// <param name="nodes">The members.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public Gossip Remove(UniqueAddress by, IReadOnlyCollection<UniqueAddress> nodes, long now) => new(
        Members.Except(Members.Where(member => nodes.Contains(member.UniqueAddress))),
        [by],
        Reachability.Without(nodes),
        Version.Increment(by),
        Tombstones.SetItems(nodes.Select(node => KeyValuePair.Create(node, now))));

    /// <summary>A node forgets the tombstones from before some time, and what those nodes have counted.</summary>
    public Gossip PruneTombstones(UniqueAddress by, long before)
    {
        var old = Tombstones.Where(tombstone => tombstone.Value < before).Select(tombstone => tombstone.Key).ToList();
        return old.Count == 0
            ? this
            : new Gossip(Members, [by], Reachability, Version.Prune(old).Increment(by), Tombstones.RemoveRange(old));
    }

    /// <summary>What both know. Nobody has seen it yet.</summary>
    public Gossip Merge(Gossip other)
    {
        var tombstones = MergeTombstones(other);
        var members = Members.ToBuilder();
        foreach (var theirs in other.Members)
            Put(members, Find(theirs.UniqueAddress) is { } mine ? Later(mine, theirs) : theirs);
        foreach (var removed in tombstones.Keys)
            members.Remove(new Member(removed, 0, MemberStatus.Removed, []));

        var all = members.ToImmutable();
        var addresses = all.Select(member => member.UniqueAddress).ToHashSet();
        return new Gossip(all, [], Reachability.Merge(other.Reachability, addresses.Contains), Version.Merge(other.Version), tombstones);
    }

    public override string ToString() => $"Gossip(members = [{string.Join(", ", Members)}], seen = {Seen.Count}, version = {Version})";

    /// <summary>Of two states of a member the one that comes later in a member's life.</summary>
    internal static Member Later(Member one, Member other)
    {
        var later = Rank(one.Status) >= Rank(other.Status) ? one : other;
        var number = Math.Min(one.UpNumber, other.UpNumber);
        return later.UpNumber == number ? later : new Member(later.UniqueAddress, number, later.Status, later.Roles);
    }

    private static int Rank(MemberStatus status) => status switch
    {
        MemberStatus.Joining => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Up => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Exiting => 4,
        MemberStatus.Down => 5,
        _ => 6,
    };

    private static ImmutableSortedSet<Member> Put(ImmutableSortedSet<Member> members, IEnumerable<Member> changed)
    {
        var builder = members.ToBuilder();
        foreach (var member in changed)
            Put(builder, member);
        return builder.ToImmutable();
    }

    private static void Put(ImmutableSortedSet<Member>.Builder members, Member member)
    {
        members.Remove(member);
        members.Add(member);
    }

    private ImmutableSortedDictionary<UniqueAddress, long> MergeTombstones(Gossip other)
    {
        if (ReferenceEquals(Tombstones, other.Tombstones))
            return Tombstones;
        var merged = Tombstones.ToBuilder();
        foreach (var (node, at) in other.Tombstones)
            merged[node] = Math.Max(at, merged.GetValueOrDefault(node));
        return merged.ToImmutable();
    }

    private Gossip With(ImmutableHashSet<UniqueAddress> seen) => new(Members, seen, Reachability, Version, Tombstones);
}

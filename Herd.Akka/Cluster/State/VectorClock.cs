using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>How often each node has changed the state: of two clocks one is older, or both are the same, or neither knew of the other.</summary>
internal sealed class VectorClock
{
    public static readonly VectorClock Empty = new(ImmutableSortedDictionary<UniqueAddress, long>.Empty);

    public VectorClock(ImmutableSortedDictionary<UniqueAddress, long> versions) => Versions = versions;

    public enum Ordering
    {
        /// <summary>This one knows all that the other knows, and more.</summary>
        After,
        Before,
        Same,

        /// <summary>Each knows something that the other doesn't.</summary>
        Concurrent,
    }

    public ImmutableSortedDictionary<UniqueAddress, long> Versions { get; }

    public VectorClock Increment(UniqueAddress node) => new(Versions.SetItem(node, Versions.GetValueOrDefault(node) + 1));

    public VectorClock Merge(VectorClock other)
    {
        if (ReferenceEquals(this, other))
            return this;
        var merged = Versions.ToBuilder();
        foreach (var (node, count) in other.Versions)
        {
            if (!merged.TryGetValue(node, out var mine) || mine < count)
                merged[node] = count;
        }
        return new VectorClock(merged.ToImmutable());
    }

    /// <summary>Without some nodes' counts.</summary>
    public VectorClock Prune(IEnumerable<UniqueAddress> nodes) => new(Versions.RemoveRange(nodes));

    public Ordering CompareTo(VectorClock other)
    {
        if (ReferenceEquals(this, other))
            return Ordering.Same;
        var more = Versions.Any(mine => mine.Value > other.Versions.GetValueOrDefault(mine.Key));
        var less = other.Versions.Any(its => its.Value > Versions.GetValueOrDefault(its.Key));
        return more
            ? less ? Ordering.Concurrent : Ordering.After
            : less ? Ordering.Before : Ordering.Same;
    }

    public override string ToString() => $"VectorClock({string.Join(", ", Versions.Select(v => $"{v.Key.Address.HostPort()} -> {v.Value}"))})";
}

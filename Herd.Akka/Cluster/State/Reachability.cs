using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>
/// Who says of whom that it can't be reached. Each observer has a version of its own, counted up with each change of what it
/// says, so that of two states the newer view of each observer is known. Immutable.
/// </summary>
internal sealed class Reachability
{
    public static readonly Reachability Empty = new(ImmutableSortedDictionary<UniqueAddress, View>.Empty);

    private ImmutableHashSet<UniqueAddress>? _unreachable;

    public Reachability(ImmutableSortedDictionary<UniqueAddress, View> views) => Views = views;

    /// <summary>By observer. One who has nothing to say any more keeps its version.</summary>
    public ImmutableSortedDictionary<UniqueAddress, View> Views { get; }

    /// <summary>Every node that some observer can't reach.</summary>
    public ImmutableHashSet<UniqueAddress> AllUnreachable => _unreachable ??= [.. Views.Values.SelectMany(view => view.Subjects.Keys)];

    public bool IsReachable(UniqueAddress subject) => !AllUnreachable.Contains(subject);

    public bool IsReachable(UniqueAddress observer, UniqueAddress subject) =>
        !Views.TryGetValue(observer, out var view) || !view.Subjects.ContainsKey(subject);

    /// <summary>Some observer says that it never comes back.</summary>
    public bool IsTerminated(UniqueAddress subject) =>
        Views.Values.Any(view => view.Subjects.TryGetValue(subject, out var status) && status == ReachabilityStatus.Terminated);

    /// <summary>Whom one observer can't reach.</summary>
    public IEnumerable<UniqueAddress> UnreachableFrom(UniqueAddress observer) =>
        Views.TryGetValue(observer, out var view) ? view.Subjects.Keys : [];

    public Reachability Unreachable(UniqueAddress observer, UniqueAddress subject) => Change(observer, subject, ReachabilityStatus.Unreachable);

    public Reachability Terminated(UniqueAddress observer, UniqueAddress subject) => Change(observer, subject, ReachabilityStatus.Terminated);

    public Reachability Reachable(UniqueAddress observer, UniqueAddress subject) => Change(observer, subject, null);

    /// <summary>Without what these nodes say, and what is said of them.</summary>
    public Reachability Without(IReadOnlyCollection<UniqueAddress> nodes) =>
        nodes.Count == 0 ? this : Only(nodes.Contains, negate: true);

    /// <summary>Without what these nodes say.</summary>
    public Reachability WithoutObservers(IReadOnlyCollection<UniqueAddress> nodes) =>
        nodes.Count == 0 || !nodes.Any(Views.ContainsKey) ? this : new(Views.RemoveRange(nodes));

    /// <summary>The newer view of each observer, of and about members only.</summary>
    public Reachability Merge(Reachability other, Func<UniqueAddress, bool> isMember)
    {
        var merged = Views.ToBuilder();
        foreach (var (observer, view) in other.Views)
        {
            if (!merged.TryGetValue(observer, out var mine) || mine.Version < view.Version)
                merged[observer] = view;
        }
        return new Reachability(merged.ToImmutable()).Only(isMember, negate: false);
    }

    private Reachability Only(Func<UniqueAddress, bool> isIn, bool negate)
    {
        var views = Views.ToBuilder();
        foreach (var (observer, view) in Views)
        {
            if (isIn(observer) == negate)
                views.Remove(observer);
            else if (view.Subjects.Keys.Where(subject => isIn(subject) == negate).ToList() is { Count: > 0 } gone)
                views[observer] = view with { Subjects = view.Subjects.RemoveRange(gone) };
        }
        return new Reachability(views.ToImmutable());
    }

    private Reachability Change(UniqueAddress observer, UniqueAddress subject, ReachabilityStatus? status)
    {
        var view = Views.GetValueOrDefault(observer) ?? new View(0, ImmutableSortedDictionary<UniqueAddress, ReachabilityStatus>.Empty);
        var known = view.Subjects.TryGetValue(subject, out var old);
        if (known ? old == ReachabilityStatus.Terminated || old == status : status is null)
            return this;
        var subjects = status is { } now ? view.Subjects.SetItem(subject, now) : view.Subjects.Remove(subject);
        return new Reachability(Views.SetItem(observer, new View(view.Version + 1, subjects)));
    }

    /// <summary>What one observer says.</summary>
    /// <param name="Version">How often it has changed.</param>
    /// <param name="Subjects">Whom it can't reach.</param>
    internal sealed record View(long Version, ImmutableSortedDictionary<UniqueAddress, ReachabilityStatus> Subjects);
}

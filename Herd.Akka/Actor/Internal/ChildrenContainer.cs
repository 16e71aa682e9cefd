using System.Collections.Immutable;

namespace Akka.Actor.Internal;

/// <summary>
/// An actor's children, and those of them that are about to die. Immutable: guardians get children from any thread,
/// and selections look at them from any thread.
/// </summary>
internal sealed class ChildrenContainer
{
    // Sorted: hashes differ from process to process, and a simulated run must not.
    private static readonly ImmutableSortedDictionary<string, IChildStats> NoChildren =
        ImmutableSortedDictionary.Create<string, IChildStats>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, IChildStats> _children;
    private readonly ImmutableHashSet<IActorRef> _dying;

    private ChildrenContainer(ImmutableSortedDictionary<string, IChildStats> children, ImmutableHashSet<IActorRef> dying, SuspendReason reason)
    {
        _children = children;
        _dying = dying;
        Reason = reason;
    }

    public static ChildrenContainer Empty { get; } =
        new(NoChildren, ImmutableHashSet<IActorRef>.Empty, SuspendReason.UserRequest.Instance);

    /// <summary>The actor has stopped.</summary>
    public static ChildrenContainer Terminated { get; } =
        new(NoChildren, ImmutableHashSet<IActorRef>.Empty, SuspendReason.Termination.Instance);

    /// <summary>Why the actor waits for children to die; a user's request unless it really waits.</summary>
    public SuspendReason Reason { get; }

    public bool IsNormal => Reason is SuspendReason.UserRequest;

    public bool IsTerminating => Reason is SuspendReason.Termination;

    public bool IsWaiting => Reason is SuspendReason.Recreation or SuspendReason.Creation;

    public bool HasDying => !_dying.IsEmpty;

    public IEnumerable<ChildRestartStats> Stats => _children.Values.OfType<ChildRestartStats>();

    public IEnumerable<IInternalActorRef> Children => Stats.Select(s => s.Child);

    public bool TryGet(string name, out IChildStats? stats) => _children.TryGetValue(name, out stats);

    public ChildRestartStats? Find(IActorRef child) =>
        _children.TryGetValue(child.Path.Name, out var stats) && stats is ChildRestartStats running && running.Child.Equals(child)
            ? running
            : null;

    /// <exception cref="InvalidOperationException">The actor is stopping.</exception>
    /// <exception cref="InvalidActorNameException">The name is taken.</exception>
    public ChildrenContainer Reserve(string name)
    {
        if (IsTerminating)
            throw new InvalidOperationException($"Cannot reserve actor name '{name}': {(this == Terminated ? "terminated" : "terminating")}");
        return _children.ContainsKey(name)
            ? throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!")
            : new ChildrenContainer(_children.Add(name, ChildNameReserved.Instance), _dying, Reason);
    }

    public ChildrenContainer Unreserve(string name) =>
        _children.TryGetValue(name, out var stats) && stats is ChildNameReserved
            ? new ChildrenContainer(_children.Remove(name), _dying, Reason)
            : this;

    public ChildrenContainer Add(ChildRestartStats stats) =>
        new(_children.SetItem(stats.Child.Path.Name, stats), _dying, Reason);

    public ChildrenContainer ShallDie(IActorRef child) => new(_children, _dying.Add(child), Reason);

    public ChildrenContainer WithReason(SuspendReason reason) => new(_children, _dying, reason);

    /// <summary>A child has died. The reason stays until the last that was to die has.</summary>
    public ChildrenContainer Remove(IActorRef child)
    {
        if (this == Terminated)
            return this;
        var children = Find(child) is null ? _children : _children.Remove(child.Path.Name);
        var dying = _dying.Remove(child);
        if (!dying.IsEmpty)
            return new ChildrenContainer(children, dying, Reason);
        if (IsTerminating)
            return Terminated;
        return children.IsEmpty ? Empty : new ChildrenContainer(children, dying, SuspendReason.UserRequest.Instance);
    }
}

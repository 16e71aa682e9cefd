namespace Herd.Actors.Gossip;

/// <summary>What <c>herd.links</c> says: which members are to be linked with each other.</summary>
public abstract record LinkPlan
{
    private LinkPlan()
    {
    }

    /// <summary>The members that one node shall have links with, in the order of their names.</summary>
    /// <remarks>
    /// Nodes may differ for a while about who is unreachable. A link is made if either side wants it, so together they have at
    /// least what each wants.
    /// </remarks>
    /// <param name="self">The node.</param>
    /// <param name="file">Members that the herd file names.</param>
    /// <param name="joined">Members that it doesn't name.</param>
    /// <param name="unreachable">Those of both that this node can't reach now.</param>
    public abstract IReadOnlyList<string> NeighboursOf(
        string self, IReadOnlyCollection<string> file, IReadOnlyCollection<string> joined, IReadOnlyCollection<string> unreachable);

    private static IReadOnlyList<string> InOrder(IEnumerable<string> names, string self) =>
        [.. names.Distinct().Where(name => name != self).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The neighbours by <see cref="Topology"/> over all, and over those that are reachable: those that crashed must not leave the
    /// others without a way to each other.
    /// </summary>
    private static IEnumerable<string> AutoNeighboursOf(
        string self, IReadOnlyCollection<string> members, IReadOnlyCollection<string> unreachable)
    {
        var overAll = Topology.NeighboursOf(self, members);
        return unreachable.Count == 0 ? overAll : overAll.Concat(Topology.NeighboursOf(self, members.Except(unreachable)));
    }

    /// <summary><c>links = auto</c>: by <see cref="Topology"/>.</summary>
    public sealed record Auto : LinkPlan
    {
        public static Auto Instance { get; } = new();

        public override IReadOnlyList<string> NeighboursOf(
            string self, IReadOnlyCollection<string> file, IReadOnlyCollection<string> joined, IReadOnlyCollection<string> unreachable) =>
            InOrder(AutoNeighboursOf(self, [.. file, .. joined], unreachable), self);
    }

    /// <summary>
    /// <c>links = [[A, B], …]</c>: these links, whoever is up. A member that isn't in the file gets its links by
    /// <see cref="Topology"/> over all members. So the herd is connected if the file's links connect the file's nodes, and stays
    /// so after any one failure if those do.
    /// </summary>
    /// <param name="Links">Each pair of neighbours once.</param>
    public sealed record Pairs(IReadOnlyList<NeighbourPair> Links) : LinkPlan
    {
        public override IReadOnlyList<string> NeighboursOf(
            string self, IReadOnlyCollection<string> file, IReadOnlyCollection<string> joined, IReadOnlyCollection<string> unreachable)
        {
            var inFile = Links.Select(pair => pair.OtherThan(self)).OfType<string>();
            var toJoined = AutoNeighboursOf(self, [.. file, .. joined], unreachable).Where(other => joined.Contains(self) || joined.Contains(other));
            return InOrder(inFile.Concat(toJoined), self);
        }
    }
}

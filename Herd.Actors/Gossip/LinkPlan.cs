namespace Herd.Actors.Gossip;

/// <summary>The setting <c>herd.links</c>: which members are linked with each other.</summary>
public abstract record LinkPlan
{
    private LinkPlan()
    {
    }

    /// <summary>One node's neighbours, sorted by name.</summary>
    /// <remarks>Nodes may disagree for a while about who is unreachable. A link is made if either side wants it.</remarks>
    /// <param name="file">Members in the herd file.</param>
    /// <param name="joined">Members that aren't in it.</param>
    /// <param name="unreachable">Members of both kinds that this node can't reach now.</param>
    public abstract IReadOnlyList<string> NeighboursOf(
        string self, IReadOnlyCollection<string> file, IReadOnlyCollection<string> joined, IReadOnlyCollection<string> unreachable);

    private static IReadOnlyList<string> InOrder(IEnumerable<string> names, string self) =>
        [.. names.Distinct().Where(name => name != self).Order(StringComparer.Ordinal)];

    /// <summary>Adds the neighbours among reachable members, so that crashed ones can't cut the others off from each other.</summary>
    private static IEnumerable<string> AutoNeighboursOf(
        string self, IReadOnlyCollection<string> members, IReadOnlyCollection<string> unreachable)
    {
        var overAll = AutoLinks.NeighboursOf(self, members);
        return unreachable.Count == 0 ? overAll : overAll.Concat(AutoLinks.NeighboursOf(self, members.Except(unreachable)));
    }

    public sealed record Auto : LinkPlan
    {
        public static Auto Instance { get; } = new();

        public override IReadOnlyList<string> NeighboursOf(
            string self, IReadOnlyCollection<string> file, IReadOnlyCollection<string> joined, IReadOnlyCollection<string> unreachable) =>
            InOrder(AutoNeighboursOf(self, [.. file, .. joined], unreachable), self);
    }

    /// <summary>
    /// <c>links = [[A, B], …]</c>: these links at any time. A member outside the file gets its links by <see cref="AutoLinks"/> over
    /// all members. So the herd is connected if the file's links connect the file's nodes, and survives any one failure if they do.
    /// </summary>
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

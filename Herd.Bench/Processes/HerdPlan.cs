namespace Herd.Bench.Processes;

/// <summary>Nodes and links of a herd.</summary>
/// <param name="Nodes">Their names.</param>
/// <param name="Links">As it stands in a herd file.</param>
internal sealed record HerdPlan(IReadOnlyList<string> Nodes, string Links)
{
    /// <summary>The five nodes of the shipped herd.</summary>
    public static HerdPlan Goloman { get; } = new(
        ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"],
        "[[Goloman, Hands], [Goloman, Holiday], [Goloman, Wilkes], [Hands, Wilkes], [Holiday, Welsh], [Holiday, Wilkes]]");

    /// <summary>One node, Goloman.</summary>
    public static HerdPlan Single { get; } = new(["Goloman"], "[]");

    /// <summary>So many nodes, whose links the herd works out.</summary>
    public static HerdPlan OfSize(int nodes) => new([.. Enumerable.Range(1, nodes).Select(node => $"Node-{node}")], "auto");
}

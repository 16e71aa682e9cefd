namespace Herd.Node.Settings;

/// <summary>A node that joins a herd that runs.</summary>
/// <param name="Name">Its name; it needn't stand in the herd file.</param>
/// <param name="Host">Where others reach it, unless its settings say.</param>
/// <param name="Targets">Where the node may be that it joins, <c>HOST:CLUSTER-PORT</c>; at least one.</param>
/// <param name="IsInFile">It stands in the herd file.</param>
public sealed record Joining(string Name, string Host, IReadOnlyList<string> Targets, bool IsInFile = false);

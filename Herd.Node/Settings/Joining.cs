using Herd.Actors.Gossip;

namespace Herd.Node.Settings;

/// <summary>A node that joins a herd that runs.</summary>
/// <param name="Name">Its name; it needn't stand in the herd file.</param>
/// <param name="Host">Where others reach it, unless its settings say.</param>
/// <param name="Target">The link port of the node that it joins, whose name isn't known.</param>
/// <param name="IsInFile">It stands in the herd file.</param>
public sealed record Joining(string Name, string Host, Neighbour Target, bool IsInFile = false);

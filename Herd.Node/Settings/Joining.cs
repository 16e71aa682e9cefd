using Herd.Actors.Gossip;

namespace Herd.Node.Settings;

/// <summary>A node that joins a running herd.</summary>
/// <param name="Host">Where others reach it, unless its settings say so.</param>
/// <param name="Target">The link port of a node of the herd; its name is unknown.</param>
public sealed record Joining(string Name, string Host, Neighbour Target, bool IsInFile = false);

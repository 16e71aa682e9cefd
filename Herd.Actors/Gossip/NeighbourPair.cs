namespace Herd.Actors.Gossip;

/// <summary>Two nodes with a link between them; which is named first means nothing.</summary>
public sealed record NeighbourPair(string First, string Second)
{
    /// <summary>The neighbour of <paramref name="node"/> in this pair; null if that isn't in it.</summary>
    public string? OtherThan(string node) => node == First ? Second : node == Second ? First : null;
}

namespace Herd.Actors.Gossip;

/// <summary>To Gossip: there is no link, because this node refused one or was refused.</summary>
/// <param name="About">The other node's name, or its host if it gave none.</param>
/// <param name="Who">The other node, for people.</param>
/// <param name="Reason">For people; the same one at either side, whoever refuses.</param>
public sealed record LinkRefused(string About, string Who, string Reason);

namespace Herd.Actors.Gossip;

/// <summary>To Gossip: there is no link, because this node refused one or was refused.</summary>
/// <param name="About">The other node's name, or its host if it gave none.</param>
/// <param name="Who">The other node, for people.</param>
/// <param name="Reason">For people; the same one at either side, whoever refuses.</param>
public sealed record LinkRefused(string About, string Who, string Reason);

/// <summary>To Gossip, and from it to the node's membership: another live node has this one's name.</summary>
/// <param name="Who">The other node, or who knows it, for people.</param>
/// <param name="IsEarlier">It was started before this one, so that this one has to go.</param>
public sealed record NameTaken(string Who, bool IsEarlier);

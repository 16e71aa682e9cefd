using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>What a node's membership works with.</summary>
/// <param name="Node">What this node tells of itself.</param>
/// <param name="FileNodes">The nodes of the herd file, this one included if it stands there.</param>
/// <param name="Links">Who is to be linked with whom.</param>
/// <param name="Join">The link port of whom this node was told to join, its name empty; null: it wasn't.</param>
/// <param name="Clusters">Makes its actor systems.</param>
/// <param name="End">Ends the node, for a reason that people are told: another live node has its name.</param>
/// <param name="Memory">Whom it knew when it ran last; null: nothing is remembered.</param>
public sealed record MembershipSetup(
    NodeDescription Node,
    IReadOnlyList<Neighbour> FileNodes,
    LinkPlan Links,
    Neighbour? Join,
    IClusterSystems Clusters,
    Action<string> End,
    MembersFile? Memory = null);

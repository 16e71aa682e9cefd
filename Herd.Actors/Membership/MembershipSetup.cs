using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <param name="FileNodes">The nodes of the herd file, this one included if it is in it.</param>
/// <param name="Join">The link port where this node was told to join, with an empty name; null: none.</param>
/// <param name="End">Ends the node, with a reason for people: another live node has its name.</param>
/// <param name="Memory">Null: contacts aren't saved.</param>
public sealed record MembershipSetup(
    NodeDescription Node,
    IReadOnlyList<Neighbour> FileNodes,
    LinkPlan Links,
    Neighbour? Join,
    IClusterSystems Clusters,
    Action<string> End,
    MembersFile? Memory = null);

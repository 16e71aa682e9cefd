using Akka.Actor;
using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>A node of the herd file.</summary>
/// <param name="Neighbour">Its name, and where its links are reached.</param>
/// <param name="Cluster">Where its membership is reached, <c>HOST:CLUSTER-PORT</c>; null: nobody can know.</param>
public sealed record FileNode(Neighbour Neighbour, string? Cluster);

/// <summary>What a node's membership works with.</summary>
/// <param name="Node">What this node tells of itself.</param>
/// <param name="FileNodes">The nodes of the herd file, this one included if it stands there.</param>
/// <param name="Links">Who is to be linked with whom.</param>
/// <param name="Join">Where the node is that this one was told to join, <c>HOST:CLUSTER-PORT</c>, first as it was told and then by its addresses; empty: it comes in by the nodes of its herd file.</param>
/// <param name="Memory">Who was in the herd when this node ran last; null: nothing is remembered.</param>
public sealed record MembershipSetup(
    NodeDescription Node, IReadOnlyList<FileNode> FileNodes, LinkPlan Links, IReadOnlyList<string> Join, MembersFile? Memory = null);

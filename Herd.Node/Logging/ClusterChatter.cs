namespace Herd.Node.Logging;

/// <summary>
/// What Akka.Remote and Akka.Cluster warn of, in their own terms, whenever a member goes, freezes or is cut off. That is
/// no fault of this node, and it is told in the herd's terms already: in the message log, and by <c>herd status</c>.
/// </summary>
internal static class ClusterChatter
{
    private static readonly string[] Marks =
    [
        // A connection was lost, or couldn't be made: the address "is (now) gated for 250 ms".
        " gated for ",
        // Members that this one marks as unreachable or down, and heartbeats that a busy machine held up.
        "Cluster Node [",
        // Somebody took this port for another node's, of a herd that had it before: the caller is told.
        "it looks for [",
        // A node that is stopped while members can't be reached goes before all know that it leaves.
        "phase [cluster-",
    ];

    /// <param name="text">A warning's.</param>
    public static bool Is(string text) => Array.Exists(Marks, mark => text.Contains(mark, StringComparison.Ordinal));
}

namespace Herd.Actors.Membership;

/// <summary>Asks the node's membership for <see cref="Members"/>.</summary>
public sealed record GetMembers
{
    public static GetMembers Instance { get; } = new();
}

/// <summary>Who is in the herd, as one node sees it.</summary>
/// <param name="Standing">This node's own.</param>
/// <param name="All">The members by name, this node included once it is one.</param>
public sealed record Members(Standing Standing, IReadOnlyList<HerdMember> All);

/// <summary>What a node is to the herd's membership. It serves clients and keeps its links in any case.</summary>
public enum Standing
{
    /// <summary>Nobody has taken it in yet.</summary>
    Joining,

    /// <summary>It is a member.</summary>
    Member,

    /// <summary>It was taken out, or has left; it comes in again when it is started again.</summary>
    Removed,
}

/// <summary>Asks the node's membership to take out a node that won't come back; answered with <see cref="Removal"/>.</summary>
/// <param name="Name">The node's.</param>
public sealed record Remove(string Name);

/// <summary>What became of <see cref="Remove"/>.</summary>
/// <param name="Outcome">In short.</param>
/// <param name="Message">For people, without a full stop.</param>
public sealed record Removal(RemovalOutcome Outcome, string Message);

/// <summary>What became of <see cref="Remove"/>.</summary>
public enum RemovalOutcome
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is marked down; it goes when all reachable members know, which some unreachable ones still prevent.</summary>
    MarkedDown,

    /// <summary>There is none of that name.</summary>
    Unknown,

    /// <summary>It answers, so it isn't taken out.</summary>
    Reachable,

    /// <summary>The node that was asked is no member itself.</summary>
    NotMember,
}

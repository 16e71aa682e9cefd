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

/// <summary>What a node is to the herd's cluster. It serves clients and keeps its links in any case.</summary>
public enum Standing
{
    /// <summary>In no cluster; it looks for one.</summary>
    Looking,

    /// <summary>On its way into one.</summary>
    Joining,

    /// <summary>It is a member.</summary>
    Member,
}

/// <summary>Asks the node's membership to be told <see cref="Admission"/> once a node of the herd has let this one in or refused it.</summary>
public sealed record AwaitAdmission
{
    public static AwaitAdmission Instance { get; } = new();
}

/// <summary>A node of the herd has let this one in, or refused it.</summary>
/// <param name="Refusal">Why it was refused, for people; null: it wasn't.</param>
public sealed record Admission(string? Refusal)
{
    /// <summary>How long the start of a node waits to hear of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
}

/// <summary>Asks the node's membership to leave the cluster for good; answered with <see cref="Left"/>.</summary>
public sealed record Leave
{
    public static Leave Instance { get; } = new();
}

/// <summary>The answer to <see cref="Leave"/>: its actor system has ended.</summary>
public sealed record Left
{
    public static Left Instance { get; } = new();
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

namespace Herd.Actors.Membership;

public sealed record GetMembers
{
    public static GetMembers Instance { get; } = new();
}

/// <param name="All">Sorted by name, this node included; empty unless it is a member.</param>
public sealed record Members(Standing Standing, IReadOnlyList<HerdMember> All);

/// <summary>A node's state in the herd's cluster. It serves clients and keeps its links in any state.</summary>
public enum Standing
{
    Looking,

    Joining,

    Member,
}

/// <summary>To the membership; answered with <see cref="Admission"/> once a node of the herd has admitted or refused this one.</summary>
public sealed record AwaitAdmission
{
    public static AwaitAdmission Instance { get; } = new();
}

/// <param name="Refusal">Null: admitted.</param>
public sealed record Admission(string? Refusal)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
}

/// <summary>To the membership: leave the cluster for good. Answered with <see cref="Left"/> when its actor system has ended.</summary>
public sealed record Leave
{
    public static Leave Instance { get; } = new();
}

public sealed record Left
{
    public static Left Instance { get; } = new();
}

/// <summary>To the membership: remove a node that won't come back. Answered with <see cref="Removal"/>.</summary>
public sealed record Remove(string Name);

/// <param name="Message">For people, without a full stop.</param>
public sealed record Removal(RemovalOutcome Outcome, string Message);

public enum RemovalOutcome
{
    Removed,

    /// <summary>Marked down. It is removed when all reachable members know, which unreachable ones delay.</summary>
    MarkedDown,

    Unknown,

    /// <summary>It answers, so it stays.</summary>
    Reachable,

    NotMember,
}

namespace Herd.Actors.Membership;

/// <summary>Asks the node's membership to be told <see cref="Admission"/> once a member of the herd has let it in or refused it.</summary>
public sealed record AwaitAdmission
{
    public static AwaitAdmission Instance { get; } = new();
}

/// <summary>A member of the herd has let this node in, or refused it.</summary>
/// <param name="Refusal">Why it was refused, for people; null: it wasn't.</param>
public sealed record Admission(string? Refusal)
{
    /// <summary>How long the start of a node waits to hear of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
}

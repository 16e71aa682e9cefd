using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>A node of the herd, as it and the others tell of it.</summary>
/// <param name="Answer">Its own answer.</param>
/// <param name="State">
/// As the members that answer see it: joining, weakly up, up, leaving, exiting, down, or unreachable as soon as one of them
/// doesn't reach it; not joined or absent if it is no member.
/// </param>
/// <param name="ReachableFrom">The members that answer, have it as a member and reach it.</param>
/// <param name="UnreachableFrom">Those that have it as a member and don't reach it.</param>
/// <param name="Behind">How many updates it lacks of those that the others have; null: it doesn't answer.</param>
/// <param name="IsDifferent">Whether it holds other locations than most that answer.</param>
internal sealed record NodeOverview(
    NodeAnswer Answer,
    string State,
    IReadOnlyList<string> ReachableFrom,
    IReadOnlyList<string> UnreachableFrom,
    ulong? Behind,
    bool IsDifferent)
{
    public string Name => Answer.Name;

    /// <summary>Null: it doesn't answer.</summary>
    public StatusReport? Report => Answer.Report;

    /// <summary>What waits for the neighbours to take it.</summary>
    public long PendingBytes => Report?.Links.Sum(link => link.PendingBytes) ?? 0;
}

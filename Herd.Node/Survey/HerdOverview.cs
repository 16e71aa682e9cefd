using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>What the nodes of a herd tell, put together.</summary>
/// <param name="Herd">The herd's name; null: nobody has told it.</param>
/// <param name="Nodes">Those of the herd file in its order, then the others.</param>
internal sealed record HerdOverview(string? Herd, IReadOnlyList<NodeOverview> Nodes)
{
    public static HerdOverview Of(string? herd, IReadOnlyList<NodeAnswer> answers)
    {
        var reports = answers.Select(answer => answer.Report).OfType<StatusReport>().ToList();
        var most = reports.CountBy(report => report.Digest).OrderByDescending(group => group.Value).FirstOrDefault().Key;
        return new HerdOverview(herd, [.. answers.Select(answer => NodeOverview.Of(answer, answers, reports, most))]);
    }
}

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
    public const string Unreachable = "unreachable";
    public const string NotJoined = "not joined";
    public const string Absent = "absent";
    public const string Down = "down";

    /// <summary>A member goes through them in this order, so the last that anybody sees is the newest.</summary>
    private static readonly string[] States = ["joining", "weakly up", "up", "leaving", "exiting", Down];

    public string Name => Answer.Name;

    /// <summary>Null: it doesn't answer.</summary>
    public StatusReport? Report => Answer.Report;

    /// <summary>What waits for the neighbours to take it.</summary>
    public long PendingBytes => Report?.Links.Sum(link => link.PendingBytes) ?? 0;

    /// <param name="answer">The node's.</param>
    /// <param name="answers">All.</param>
    /// <param name="reports">All that there are.</param>
    /// <param name="digest">What most nodes have.</param>
    public static NodeOverview Of(NodeAnswer answer, IEnumerable<NodeAnswer> answers, IReadOnlyList<StatusReport> reports, string? digest)
    {
        var seen = answers
            .Where(other => other.IsMember && other.Name != answer.Name)
            .Select(other => (From: other.Name, Member: Find(other.Report!, answer.Name)))
            .Where(sight => sight.Member is not null)
            .ToList();
        string[] unreachable = [.. seen.Where(sight => !sight.Member!.Reachable).Select(sight => sight.From)];
        var newest = seen.Select(sight => sight.Member!.State).MaxBy(state => Array.IndexOf(States, state));
        return new NodeOverview(
            answer,
            StateOf(answer, newest, unreachable.Length > 0),
            [.. seen.Where(sight => sight.Member!.Reachable).Select(sight => sight.From)],
            unreachable,
            answer.Report?.Behind(reports),
            answer.Report is not null && answer.Report.Digest != digest);
    }

    private static string StateOf(NodeAnswer node, string? seen, bool isUnreachable) =>
        isUnreachable && seen != Down ? Unreachable
        : seen
        ?? (node.IsMember ? Find(node.Report!, node.Name)?.State : null)
        ?? (node.Report is null ? Absent : NotJoined);

    private static StatusReport.Member? Find(StatusReport report, string name) => report.Members.FirstOrDefault(member => member.Name == name);
}

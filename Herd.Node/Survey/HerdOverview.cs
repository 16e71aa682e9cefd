using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>The answers of a herd's nodes, combined.</summary>
/// <param name="Herd">Null: no node has answered it.</param>
/// <param name="Nodes">The herd file's in its order, then the others.</param>
internal sealed record HerdOverview(string? Herd, IReadOnlyList<NodeOverview> Nodes)
{
    public static HerdOverview Of(string? herd, IReadOnlyList<NodeAnswer> answers)
    {
        var reports = answers.Select(answer => answer.Report).OfType<StatusReport>().ToList();
        var most = reports.CountBy(report => report.Digest).OrderByDescending(group => group.Value).FirstOrDefault().Key;
        return new HerdOverview(herd, [.. answers.Select(answer => NodeOverview.Of(answer, answers, reports, most))]);
    }
}

/// <summary>A node as it and the others see it.</summary>
/// <param name="State">joining, weakly up, up, leaving, exiting or down as members see it; unreachable if any member can't reach it; not
/// joined or absent if it isn't a member.</param>
/// <param name="UnreachableFrom">The members that answer, have it as a member and can't reach it.</param>
/// <param name="Behind">How many updates it lacks that others have; null: it doesn't answer.</param>
/// <param name="IsDifferent">Whether its locations differ from those of most nodes.</param>
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

    /// <summary>A member goes through these in order, so the last one that anybody sees is the newest.</summary>
    private static readonly string[] States = ["joining", "weakly up", "up", "leaving", "exiting", Down];

    public string Name => Answer.Name;

    /// <summary>Null: it doesn't answer.</summary>
    public StatusReport? Report => Answer.Report;

    public long PendingBytes => Report?.Links.Sum(link => link.PendingBytes) ?? 0;

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

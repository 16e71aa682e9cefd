using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>How the others see a node; the parameters are those of <see cref="NodeOverview"/>.</summary>
internal sealed record Sightings(string State, IReadOnlyList<string> ReachableFrom, IReadOnlyList<string> UnreachableFrom)
{
    public const string Unreachable = "unreachable";
    public const string NotJoined = "not joined";
    public const string Absent = "absent";

    private const string Down = "down";

    /// <summary>A member goes through them in this order, so the last that anybody sees is the newest.</summary>
    private static readonly string[] States = ["joining", "weakly up", "up", "leaving", "exiting", Down];

    public static Sightings Of(NodeAnswer node, IEnumerable<NodeAnswer> answers)
    {
        var sightings = answers
            .Where(answer => answer.IsMember && answer.Name != node.Name)
            .Select(answer => (From: answer.Name, Member: Find(answer.Report!, node.Name)))
            .Where(sighting => sighting.Member is not null)
            .ToList();
        string[] reachable = [.. sightings.Where(sighting => sighting.Member!.Reachable).Select(sighting => sighting.From)];
        string[] unreachable = [.. sightings.Where(sighting => !sighting.Member!.Reachable).Select(sighting => sighting.From)];
        var newest = sightings.Select(sighting => sighting.Member!.State).MaxBy(state => Array.IndexOf(States, state));
        return new Sightings(StateOf(node, newest, unreachable.Length > 0), reachable, unreachable);
    }

    private static string StateOf(NodeAnswer node, string? seen, bool isUnreachable) =>
        isUnreachable && seen != Down ? Unreachable
        : seen
        ?? (node.IsMember ? Find(node.Report!, node.Name)?.State : null)
        ?? (node.Report is null ? Absent : NotJoined);

    private static StatusReport.Member? Find(StatusReport report, string name) => report.Members.FirstOrDefault(member => member.Name == name);
}

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
        return new HerdOverview(herd, [.. answers.Select(answer =>
        {
            var seen = Sightings.Of(answer, answers);
            return new NodeOverview(
                answer,
                seen.State,
                seen.ReachableFrom,
                seen.UnreachableFrom,
                answer.Report?.Behind(reports),
                answer.Report is not null && answer.Report.Digest != most);
        })]);
    }
}

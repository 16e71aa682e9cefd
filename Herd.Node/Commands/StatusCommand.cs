using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary><c>herd status</c>: asks every node of the herd file what it knows, and says whether they agree.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <returns><see cref="ExitCode.Ok"/> if every node answers and all agree.</returns>
    public static async Task<int> RunAsync(HerdSettings herd)
    {
        using var http = new HttpClient { Timeout = Timeout };
        var answers = await Task.WhenAll(herd.Nodes.Select(node => AskAsync(http, node))).ConfigureAwait(false);
        var reports = answers.Where(answer => answer.Report is not null).Select(answer => answer.Report!).ToList();
        Console.Write(Table(answers, reports));

        var silent = answers.Length - reports.Count;
        var groups = reports.Select(report => report.Digest).Distinct().Count();
        Console.WriteLine(
            (silent == 0 ? $"All {reports.Count} nodes answer" : $"{silent} of {answers.Length} nodes don't answer")
            + (reports.Count < 2 ? "." : groups == 1 ? (silent == 0 ? ", and agree." : "; the others agree.") : $"; there are {groups} different states."));
        return silent == 0 && groups == 1 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<(NodeSettings Node, StatusReport? Report, string? Reason)> AskAsync(HttpClient http, NodeSettings node)
    {
        var address = new UriBuilder(Uri.UriSchemeHttp, node.Host, node.HttpPort, Status.Path).Uri;
        try
        {
            return (node, await http.GetFromJsonAsync<StatusReport>(address, JsonSerializerOptions.Web).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException)
        {
            return (node, null, fault is TaskCanceledException ? $"no answer for {Timeout.TotalSeconds:0} s" : fault.Message);
        }
    }

    private static string Table(
        IReadOnlyList<(NodeSettings Node, StatusReport? Report, string? Reason)> answers, List<StatusReport> reports)
    {
        var width = answers.Max(answer => answer.Node.Name.Length);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{"node".PadRight(width)}  {"clients",10}  {"behind",8}  {"digest",-16}  links\n"));
        foreach (var (node, report, reason) in answers)
        {
            text.Append(node.Name.PadRight(width)).Append("  ");
            if (report is null)
                text.Append(CultureInfo.InvariantCulture, $"{reason}\n");
            else
                text.Append(CultureInfo.InvariantCulture, $"{report.Clients,10}  {report.Behind(reports),8}  {report.Digest,-16}  {Links(report)}\n");
        }

        return text.ToString();
    }

    private static string Links(StatusReport report) => string.Join(", ", report.Links.Select(link =>
        link.State == "live" && link.PendingBytes == 0 ? link.Neighbour
        : link.PendingBytes == 0 ? $"{link.Neighbour} ({link.State})"
        : $"{link.Neighbour} ({link.State}, {link.PendingBytes} bytes wait)"));
}

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node;

internal sealed class HerdStatuses(HttpClient http, Func<string, Uri> httpOf)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <returns>Null: the node doesn't answer.</returns>
    public async Task<StatusReport?> GetAsync(string node)
    {
        try
        {
            return await http.GetFromJsonAsync<StatusReport>(new Uri(httpOf(node), Status.Path));
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public async Task AwaitAsync(IEnumerable<string> nodes, Func<StatusReport, bool> isSo)
    {
        var patience = Stopwatch.StartNew();
        foreach (var node in nodes)
        {
            StatusReport? report;
            while ((report = await GetAsync(node)) is null || !isSo(report))
            {
                if (patience.Elapsed > Patience)
                    Assert.Fail($"{node} says {JsonSerializer.Serialize(report)}\n{await SummarizeAsync(nodes)}");
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Waits until the nodes are members and see exactly these, all reachable and up.</summary>
    public Task AwaitMembersAsync(IEnumerable<string> nodes, IReadOnlyCollection<string> members) =>
        AwaitMembersAsync(nodes, seen => seen.Select(member => member.Name).ToHashSet().SetEquals(members) && seen.All(IsUp));

    public Task AwaitMembersAsync(IEnumerable<string> nodes, int count) =>
        AwaitMembersAsync(nodes, seen => seen.Count == count && seen.All(IsUp));

    public Task AwaitMembersAsync(IEnumerable<string> nodes, Func<IReadOnlyList<StatusReport.Member>, bool> areSo) =>
        AwaitAsync(nodes, report => report.Standing == "member" && areSo(report.Members));

    /// <summary>Waits until the nodes are members, and see only these as unreachable.</summary>
    public Task AwaitUnreachableAsync(IEnumerable<string> nodes, params string[] unreachable) =>
        AwaitMembersAsync(nodes, seen => seen.Where(member => !member.Reachable).Select(member => member.Name).ToHashSet().SetEquals(unreachable));

    public async Task AwaitAgreementAsync(IReadOnlyCollection<string> nodes)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var digests = (await Task.WhenAll(nodes.Select(GetAsync))).Select(report => report?.Digest).ToList();
            if (digests.TrueForAll(digest => digest is not null && digest == digests[0]))
                return;
            if (patience.Elapsed > Patience)
                Assert.Fail($"the nodes' digests differ: {string.Join(", ", digests)}");
            await Task.Delay(50);
        }
    }

    private static bool IsUp(StatusReport.Member member) => member is { Reachable: true, State: "up" };

    private async Task<string> SummarizeAsync(IEnumerable<string> nodes)
    {
        var reports = await Task.WhenAll(nodes.Select(GetAsync));
        return string.Join('\n', reports.OfType<StatusReport>().Select(report => $"{report.Node} is {report.Standing} and sees {report.Members.Count} members"));
    }
}

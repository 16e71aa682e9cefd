using Herd.Tests.Node.Commands;
using Herd.Tests.Node.Http;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class KilledStreamTests
{
    private const int Updates = 100;

    [Fact]
    public async Task A_reader_whose_node_is_killed_goes_on_at_another_and_misses_nothing_and_gets_nothing_twice()
    {
        using var herd = new ProcessHerd("goloman");
        using var http = new HttpClient();
        herd.StartAll();
        using var client = await herd.ConnectAsync("Goloman");
        await herd.AssertKnowsAsync("Hands", "before", await ProcessHerd.WriteAsync(client, "before", Updates));
        string after;
        List<string?> told;
        await using (var stream = await EventStream.OpenAsync(http, HttpOf("Hands")))
        {
            told = await stream.ReadToAsync("ready");
            await ProcessHerd.WriteAsync(client, "during", Updates);
            told.AddRange(await stream.ReadToAsync($"move during-{Updates - 1}"));
            after = stream.LastId;
            await herd["Hands"].KillAsync();
        }

        await ProcessHerd.WriteAsync(client, "after", Updates);
        await using var resumed = await EventStream.OpenAsync(http, HttpOf("Welsh"), after: after);
        var more = await resumed.ReadToAsync($"move after-{Updates - 1}");

        Assert.DoesNotContain("reset", more);
        Assert.DoesNotContain(more, item => item!.StartsWith("move before-", StringComparison.Ordinal));
        var all = told.Concat(more).ToHashSet();
        foreach (var prefix in new[] { "before", "during", "after" })
            Assert.All(Enumerable.Range(0, Updates), i => Assert.Contains($"move {prefix}-{i}", all));

        Uri HttpOf(string node) => new($"http://127.0.0.1:{herd.PortOf(node, "http-port")}");
    }
}

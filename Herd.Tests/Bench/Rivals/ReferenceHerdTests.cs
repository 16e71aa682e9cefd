using Herd.Bench.Processes;
using Herd.Bench.Rivals;
using Herd.Tests.Node;
using Xunit;

namespace Herd.Tests.Bench.Rivals;

/// <summary>Reference herds must behave like ours; otherwise the comparison would mean nothing.</summary>
public class ReferenceHerdTests
{
    private const string Python = "python3";
    private const string Node = "node";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ReferenceHerdKind[] All =
        [ReferenceHerdKind.AsyncioReported, ReferenceHerdKind.AsyncioStreams, ReferenceHerdKind.AsyncioProtocols, ReferenceHerdKind.NodeJs];

    [FactWhereInstalled(Python)]
    public Task An_asyncio_herd_as_reported_does_what_ours_does() => DoesWhatOursDoes(ReferenceHerdKind.AsyncioReported, linksLast: false);

    [FactWhereInstalled(Python)]
    public Task An_asyncio_herd_on_streams_does_what_ours_does() => DoesWhatOursDoes(ReferenceHerdKind.AsyncioStreams);

    [FactWhereInstalled(Python)]
    public Task An_asyncio_herd_on_protocols_does_what_ours_does() => DoesWhatOursDoes(ReferenceHerdKind.AsyncioProtocols);

    [FactWhereInstalled(Node)]
    public Task A_Node_js_herd_does_what_ours_does() => DoesWhatOursDoes(ReferenceHerdKind.NodeJs);

    [Fact]
    public void Their_servers_are_beside_the_benchmark()
    {
        Assert.All(All, kind => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Rivals", kind.Script)), kind.Script));
    }

    [Fact]
    public void An_answer_that_is_no_statistics_is_refused() =>
        Assert.Throws<FormatException>(() => HerdStats.Parse("? STATS"));

    private static async Task DoesWhatOursDoes(ReferenceHerdKind kind, bool linksLast = true)
    {
        await using var herd = await ReferenceHerd.StartAsync(kind, [.. ReferenceHerd.Names.Select(_ => FreePorts.Take())], CancellationToken.None);
        await FloodsToAll(herd);
        await AnswersAsOurs(herd);
        if (linksLast)
            await LinksAnew(herd);
    }

    private static async Task FloodsToAll(ReferenceHerd herd)
    {
        foreach (var name in ReferenceHerd.Names)
        {
            using var client = await HerdClient.ConnectAsync(herd.ClientPort(name));
            var answer = await client.AskAsync(HerdClient.Iamat($"at-{name}"));
            Assert.Matches($@"^AT {name} \+\d+\.\d{{9}} at-{name} \+34\.068930-118\.445127 1$", answer);
            await AgreeAsync(herd);
            foreach (var other in ReferenceHerd.Names)
            {
                using var asker = await HerdClient.ConnectAsync(herd.ClientPort(other));
                Assert.Equal(answer, await asker.LocateAsync($"at-{name}"));
            }
        }

        foreach (var name in ReferenceHerd.Names)
        {
            var stats = await herd.StatsAsync(name, CancellationToken.None);
            Assert.Equal((5, 5), (stats.Updates, stats.Clients));
        }
    }

    private static async Task AnswersAsOurs(ReferenceHerd herd)
    {
        var before = await herd.StatsAsync("Welsh", CancellationToken.None);
        using var client = await HerdClient.ConnectAsync(herd.ClientPort("Welsh"));

        Assert.Equal("? hello  there", await client.AskAsync(" hello  there \r"));
        Assert.Equal("? IAMAT north +90.1+000 1", await client.AskAsync("IAMAT north +90.1+000 1"));
        Assert.Equal("? IAMAT late +1+1 1e5", await client.AskAsync("IAMAT late +1+1 1e5"));
        Assert.Equal("? WHATSAT nobody 10 5", await client.AskAsync("WHATSAT nobody 10 5"));
        Assert.Equal("? STATS all", await client.AskAsync("STATS all"));

        await client.SendAsync($"{HerdClient.Iamat("mover", 20)}\n\n{HerdClient.Iamat("mover", 10)}\nWHATSAT mover 10 5\n");
        var newest = await client.ReadLineAsync();
        Assert.EndsWith(" 20", newest);
        Assert.EndsWith(" 10", await client.ReadLineAsync());
        Assert.Equal((newest, "{\"html_attributions\":[],\"results\":[],\"status\":\"ZERO_RESULTS\"}\n"), await client.ReadWhatsAtAsync());
        Assert.Equal("? WHATSAT mover 51 5", await client.AskAsync("WHATSAT mover 51 5"));
        Assert.Equal("? WHATSAT mover 10 21", await client.AskAsync("WHATSAT mover 10 21"));

        await client.SendAsync(HerdClient.Iamat("last"));
        client.EndSending();
        Assert.EndsWith(" last +34.068930-118.445127 1\n", await client.ReadToEndAsync());
        var stats = await herd.StatsAsync("Welsh", CancellationToken.None);
        Assert.Equal((before.Updates + 2, before.Clients + 2), (stats.Updates, stats.Clients));
    }

    private static async Task LinksAnew(ReferenceHerd herd)
    {
        using var client = await HerdClient.ConnectAsync(herd.ClientPort("Holiday"));
        await client.AskAsync(HerdClient.Iamat("first"));
        await AgreeAsync(herd);

        await herd.KillAsync("Welsh");
        await client.AskAsync(HerdClient.Iamat("lost"));
        await herd.StartAsync("Welsh", CancellationToken.None);

        using var patience = new CancellationTokenSource(Patience);
        for (var second = 1; (await herd.StatsAsync("Welsh", CancellationToken.None)).Clients == 0; second++)
        {
            patience.Token.ThrowIfCancellationRequested();
            await client.AskAsync(HerdClient.Iamat("again", second));
        }

        using var asker = await HerdClient.ConnectAsync(herd.ClientPort("Welsh"));
        Assert.StartsWith("AT Holiday ", await asker.LocateAsync("again"));
        Assert.Equal("? WHATSAT lost 1 0", await asker.LocateAsync("lost"));
    }

    private static async Task AgreeAsync(ReferenceHerd herd)
    {
        using var patience = new CancellationTokenSource(Patience);
        await herd.AwaitKnownAtAllAsync(patience.Token);
    }
}

using Xunit;

namespace Herd.Tests.Node.EndToEnd;

public class FourHerdsTests
{
    [Theory]
    [InlineData("goloman")]
    [InlineData("alford")]
    [InlineData("riley")]
    [InlineData("clark")]
    public async Task An_IAMAT_at_any_node_is_seen_at_every_other_with_the_same_AT_line(string name)
    {
        await using var herd = await RunningHerd.StartAsync(name, "herd.client.unknown-client-grace=30s");
        Dictionary<string, string?> told = [];
        foreach (var node in herd.Nodes)
        {
            using var client = await herd.ConnectAsync(node);
            told[$"at-{node}"] = await client.AskAsync(HerdClient.Iamat($"at-{node}"));
            Assert.Matches(@$"^AT {node} [+-]\d+\.\d{{9}} at-{node} \+34\.068930-118\.445127 1$", told[$"at-{node}"]);
        }

        foreach (var node in herd.Nodes)
        {
            using var client = await herd.ConnectAsync(node);
            foreach (var (id, line) in told)
                Assert.Equal(line, await client.LocateAsync(id));
        }
    }

    [Fact]
    public async Task A_stale_update_is_answered_and_no_node_takes_it()
    {
        await using var herd = await RunningHerd.StartAsync("goloman", "herd.client.unknown-client-grace=30s");
        using var goloman = await herd.ConnectAsync("Goloman");
        using var welsh = await herd.ConnectAsync("Welsh");
        var newest = await goloman.AskAsync(HerdClient.Iamat("kiwi", second: 10));
        Assert.Equal(newest, await welsh.LocateAsync("kiwi"));

        var stale = await welsh.AskAsync(HerdClient.Iamat("kiwi", second: 9));
        // Once the marker has arrived, so has everything before it.
        await welsh.AskAsync(HerdClient.Iamat("marker"));
        Assert.StartsWith("AT ", await goloman.LocateAsync("marker"), StringComparison.Ordinal);

        Assert.StartsWith("AT Welsh ", stale, StringComparison.Ordinal);
        Assert.Equal(newest, await goloman.LocateAsync("kiwi"));
        Assert.Equal(newest, await welsh.LocateAsync("kiwi"));
    }

    [Fact]
    public async Task A_WHATSAT_20_ms_before_its_IAMAT_is_answered_with_the_location()
    {
        // Longer than the default, because other tests may keep the machine busy.
        await using var herd = await RunningHerd.StartAsync("goloman", "herd.client.unknown-client-grace=30s");
        using var welsh = await herd.ConnectAsync("Welsh");
        using var hands = await herd.ConnectAsync("Hands");
        // Once the marker has arrived, the links are up.
        await hands.AskAsync(HerdClient.Iamat("marker"));
        Assert.StartsWith("AT ", await welsh.LocateAsync("marker"), StringComparison.Ordinal);

        await welsh.SendLineAsync("WHATSAT kiwi 10 5");
        await Task.Delay(20);
        var told = await hands.AskAsync(HerdClient.Iamat("kiwi"));
        var (line, places) = await welsh.ReadWhatsAtAsync();

        Assert.Equal(told, line);
        Assert.Contains("\"name\":\"Santa Monica\"", places, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_long_for_a_client_that_no_node_knows()
    {
        await using var herd = await RunningHerd.StartAsync("goloman");
        using var welsh = await herd.ConnectAsync("Welsh");

        await welsh.SendAsync("WHATSAT nobody 10 5\nIAMAT kiwi +0+0 1\n");

        Assert.Equal("? WHATSAT nobody 10 5", await welsh.ReadLineAsync());
        Assert.StartsWith("AT Welsh ", await welsh.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_pairs_are_never_refused()
    {
        const int Pairs = 500;
        await using var herd = await RunningHerd.StartAsync("goloman");
        using var client = await herd.ConnectAsync("Goloman");

        await client.SendAsync(string.Concat(Enumerable.Range(0, Pairs).Select(i => $"{HerdClient.Iamat($"client-{i}")}\nWHATSAT client-{i} 10 1\n")));

        for (var i = 0; i < Pairs; i++)
        {
            var told = await client.ReadLineAsync();
            Assert.StartsWith("AT Goloman ", told, StringComparison.Ordinal);
            var (line, places) = await client.ReadWhatsAtAsync();
            Assert.Equal(told, line);
            Assert.EndsWith("\"status\":\"OK\"}\n", places, StringComparison.Ordinal);
        }
    }
}

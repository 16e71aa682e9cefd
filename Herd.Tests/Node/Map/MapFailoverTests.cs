using Microsoft.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

[Collection(MapTestsCollection.Name)]
public sealed class MapFailoverTests(Browser browser)
{
    private const string Secret = "jane-0123456789abcdef";

    [FactInBrowser]
    public async Task When_its_node_is_killed_the_page_goes_on_at_another_one()
    {
        using var herd = Start();
        await using var map = await browser.OpenAsync(UriOf(herd, "Ada"));
        using var client = await herd.ConnectAsync("Bo");
        await client.AskAsync("IAMAT kiwi +34.068930-118.445127 1");
        await map.AwaitAtAsync("kiwi", 34.06893, -118.445127);
        Assert.Equal("Ada", await map.Page.EvaluateAsync<string>("herdMap.node"));

        await herd["Ada"].KillAsync();

        await map.AwaitAsync("herdMap.node === 'Bo'");
        await client.AskAsync("IAMAT kiwi -33.868800+151.209300 2");
        await map.AwaitAtAsync("kiwi", -33.8688, 151.2093);
        Assert.Equal("Hears Bo", await map.Page.Locator("#heard").TextContentAsync());

        // And back to Ada, which has caught up with what it missed.
        herd.Start("Ada");
        await client.AskAsync("IAMAT koala +48.856600+002.352200 2");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Ada" }).ClickAsync();
        await map.AwaitAsync("herdMap.node === 'Ada'");
        await map.AwaitAtAsync("koala", 48.8566, 2.3522);
        Assert.Equal(2, await map.Page.EvaluateAsync<int>("herdMap.count"));
    }

    [FactInBrowser]
    public async Task With_keys_the_page_asks_for_one_shows_what_it_may_see_and_goes_on_with_it()
    {
        using var herd = Start(
            $"herd.access.keys.jane.secret={Secret}", "herd.access.keys.jane.may=[read]", "herd.access.keys.jane.clients=jane/*",
            "herd.access.anonymous=[report]");
        using var client = await herd.ConnectAsync("Bo");
        await client.AskAsync(HerdClient.Iamat("jane/phone"));
        await client.AskAsync(HerdClient.Iamat("bob"));
        await using var map = await browser.OpenAsync(UriOf(herd, "Ada"), isReady: false);
        var key = map.Page.GetByLabel("Secret of the key");

        await key.FillAsync("not-the-right-one");
        await key.PressAsync("Enter");
        await map.Page.GetByText("Another one?").WaitForAsync();
        await key.FillAsync(Secret);
        await key.PressAsync("Enter");
        await map.AwaitAsync("herdMap.isReady && herdMap.positionOf('jane/phone')");
        await herd["Ada"].KillAsync();
        await map.AwaitAsync("herdMap.node === 'Bo'");
        await client.AskAsync(HerdClient.Iamat("jane/tablet"));
        await map.AwaitAsync("herdMap.positionOf('jane/tablet')");

        Assert.Equal(2, await map.Page.EvaluateAsync<int>("herdMap.count"));
        Assert.Equal(0, await map.Page.EvaluateAsync<int>("localStorage.length"));
        Assert.DoesNotContain(map.Requests, request => request.ToString().Contains(Secret, StringComparison.Ordinal));
    }

    private ProcessHerd Start(params string[] sets)
    {
        var herd = new ProcessHerd(ProcessHerd.Pair, [.. sets.SelectMany(set => new[] { "--set", set })]);
        herd.StartAll();
        return herd;
    }

    private static Uri UriOf(ProcessHerd herd, string node) => new($"http://127.0.0.1:{herd.PortOf(node, "http-port")}");
}

using System.Net;
using System.Net.Http.Json;
using Herd.Tests.Node.Http;
using Microsoft.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

[Collection(MapTestsCollection.Name)]
public sealed class MapTests(Browser browser) : IAsyncLifetime
{
    private RunningHerd _herd = null!;

    public async Task InitializeAsync() => _herd = await RunningHerd.StartAsync(ProcessHerd.Pair + HttpHerd.Access);

    public async Task DisposeAsync() => await _herd.DisposeAsync();

    [FactInBrowser]
    public async Task The_page_comes_from_its_node_alone_and_draws_the_world()
    {
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));

        await map.AwaitAsync("document.getElementById('heard').textContent === 'Hears Ada'");
        await map.Page.WaitForLoadStateAsync(LoadState.Load);
        await map.LookAtAsync(5, 56, 3);
        var northSea = await map.AwaitColourAsync(640, 400);
        await map.LookAtAsync(5, 50, 10);
        var germany = await map.AwaitColourAsync(640, 400, northSea);
        await map.Page.RunAndWaitForResponseAsync(
            () => map.LookAtAsync(9, 34.05, -118.3), response => response.Url.EndsWith("/map/coasts.dat", StringComparison.Ordinal) && response.Ok);

        Assert.NotEqual(germany, northSea);
        Assert.All(map.Requests, request => Assert.Equal(_herd.HttpOf("Ada").Authority, request.Authority));
        map.AssertNoComplaints();
    }

    [FactInBrowser]
    public async Task What_is_reported_at_another_node_moves_on_the_map()
    {
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        using var client = await _herd.ConnectAsync("Bo");

        await client.AskAsync("IAMAT kiwi +34.068930-118.445127 1");
        await map.AwaitAtAsync("kiwi", 34.06893, -118.445127);
        await client.AskAsync("IAMAT kiwi -33.868800+151.209300 2");
        await map.AwaitAtAsync("kiwi", -33.8688, 151.2093);

        map.AssertNoComplaints();
    }

    [FactInBrowser]
    public async Task A_client_that_is_forgotten_is_gone_from_the_map()
    {
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        using var client = await _herd.ConnectAsync("Ada");
        await client.AskAsync(HerdClient.Iamat("kiwi"));
        await map.AwaitAsync("herdMap.positionOf('kiwi')");

        using var http = new HttpClient();
        using var answer = await HttpHerd.SendAsync(http, _herd.HttpOf("Bo"), "DELETE", "/v1/clients/kiwi", key: HttpHerd.Ops);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        await map.AwaitAsync("herdMap.positionOf('kiwi') === null && herdMap.count === 0");
    }

    [FactInBrowser]
    public async Task Markup_in_an_ID_and_in_attributes_stays_text()
    {
        const string Id = "<img/src=x/onerror=window.hit=1>";
        const string Name = "<script>window.hit=1</script><b>Jane</b>";
        using var http = new HttpClient();
        using var answer = await http.PutAsJsonAsync(
            new Uri(_herd.HttpOf("Bo"), $"/v1/clients/{Uri.EscapeDataString(Id)}"),
            new { lat = 34.07, lon = -118.44, attributes = new { name = Name, note = "<i>x</i>", battery = 0.1, speed = 3.5, course = 45, accuracy = 200 } });
        Assert.True(answer.IsSuccessStatusCode);
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        await map.AwaitAsync("herdMap.count === 1");

        await map.Page.GetByRole(AriaRole.Combobox).FillAsync("<img");
        await map.Page.GetByRole(AriaRole.Option).First.ClickAsync();

        Assert.Equal(Name, await map.Page.Locator("#details h2").TextContentAsync());
        Assert.Equal(Id, await map.Page.Locator("#details .id").TextContentAsync());
        Assert.Contains("<i>x</i>", await map.Page.Locator("#details dl").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await map.Page.Locator("#details :is(script, img, b:not(.battery), i:not(.battery i)), #found :is(script, img, b)").CountAsync());
        Assert.False(await map.Page.EvaluateAsync<bool>("'hit' in window"));
        map.AssertNoComplaints();
    }

    [FactInBrowser]
    public async Task A_click_shows_who_it_is_what_is_near_and_a_second_one_elsewhere_nobody()
    {
        using var client = await _herd.ConnectAsync("Ada");
        await client.AskAsync("IAMAT kiwi +34.068930-118.445127 1621464827.5");
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        await map.LookAtAsync(12, 34.06893, -118.445127);
        var at = await map.Page.EvaluateAsync<float[]>("herdMap.screenOf('kiwi')");

        await map.Page.Mouse.ClickAsync(at[0], at[1]);
        await map.Page.GetByText("Santa Monica", new() { Exact = true }).WaitForAsync();
        var details = await map.Page.Locator("#details").TextContentAsync();
        await map.Page.Mouse.ClickAsync(at[0] + 100, at[1] + 100);

        Assert.Contains("34.06893, -118.44513", details, StringComparison.Ordinal);
        Assert.Contains("ThroughAda", details, StringComparison.Ordinal);
        Assert.True(await map.Page.Locator("#details").IsHiddenAsync());
        map.AssertNoComplaints();
    }

    [FactInBrowser]
    public async Task Who_is_followed_stays_in_the_middle()
    {
        using var client = await _herd.ConnectAsync("Ada");
        await client.AskAsync("IAMAT kiwi +34.068930-118.445127 1");
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        await map.Page.GetByRole(AriaRole.Combobox).FillAsync("kiwi");
        await map.Page.GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();

        await client.AskAsync("IAMAT kiwi +48.856600+002.352200 2");

        await map.AwaitAtAsync("kiwi", 48.8566, 2.3522);
        await map.AwaitAsync("Math.hypot(herdMap.screenOf('kiwi')[0] - 640, herdMap.screenOf('kiwi')[1] - 400) < 2");
    }

    [FactInBrowser]
    public async Task The_keyboard_alone_is_enough()
    {
        using var client = await _herd.ConnectAsync("Ada");
        await client.AskAsync("IAMAT kiwi +34.068930-118.445127 1");
        await client.AskAsync("IAMAT koala -33.868800+151.209300 1");
        await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"));
        await map.AwaitAsync("herdMap.count === 2");
        var keys = map.Page.Keyboard;

        await keys.PressAsync("/");
        await keys.TypeAsync("k");
        await map.Page.GetByRole(AriaRole.Option).Nth(1).WaitForAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await map.AwaitAsync("herdMap.selected === 'koala'");
        await TabToAsync(map, "Follow");
        await keys.PressAsync("Enter");
        await map.AwaitAsync("document.activeElement.getAttribute('aria-pressed') === 'true'");
        await keys.PressAsync("Escape");
        await map.AwaitAsync("herdMap.selected === undefined");

        await TabToAsync(map, "Map");
        var zoom = await map.Page.EvaluateAsync<double>("herdMap.zoom");
        await keys.PressAsync("-");
        await map.AwaitAsync($"herdMap.zoom < {zoom}");
        var before = await map.Page.EvaluateAsync<float[]>("herdMap.screenOf('koala')");
        await keys.PressAsync("ArrowRight");
        await map.AwaitAsync($"Math.abs(herdMap.screenOf('koala')[0] - {before[0] - 80}) < 2");
        await keys.PressAsync("Enter");
        await map.AwaitAsync("herdMap.selected === 'koala'");
        foreach (var control in new[] { "Trails", "Show all clients", "Zoom in", "Zoom out", "Close details", "Ada heard" })
            await TabToAsync(map, control);
        map.AssertNoComplaints();
    }

    [FactInBrowser]
    public async Task Nothing_is_found_by_axe_in_light_or_in_the_dark_on_a_phone()
    {
        using var http = new HttpClient();
        using var answer = await http.PutAsJsonAsync(
            new Uri(_herd.HttpOf("Ada"), "/v1/clients/jane"), new { lat = 34.07, lon = -118.44, time = 1621464827, attributes = new { name = "Jane", battery = 0.1 } });
        Assert.True(answer.IsSuccessStatusCode);
        // DemoMapTests use the opposite combinations.
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await using var map = await browser.OpenAsync(_herd.HttpOf("Ada"), new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
            await map.AwaitAsync("herdMap.count === 1");
            await map.Page.GetByRole(AriaRole.Combobox).FillAsync("jane");
            await map.Page.GetByRole(AriaRole.Option).WaitForAsync();
            await Axe.AssertNothingFoundAsync(map);
            await map.Page.GetByRole(AriaRole.Combobox).PressAsync("Enter");
            await map.Page.GetByText("Santa Monica", new() { Exact = true }).WaitForAsync();
            await Axe.AssertNothingFoundAsync(map);
        }
    }

    private static async Task TabToAsync(MapPage map, string name)
    {
        List<string> met = [];
        for (var presses = 0; presses < 40; presses++)
        {
            await map.Page.Keyboard.PressAsync("Tab");
            var focused = await map.Page.EvaluateAsync<string>(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.replace(/\\s+/g, ' ').trim()");
            if (focused == name)
                return;
            met.Add(focused);
        }

        Assert.Fail($"Tab doesn't come to {name}, but to {string.Join(", ", met)}");
    }
}

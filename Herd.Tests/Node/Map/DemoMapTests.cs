using Herd.Tests.Node.Demo;
using Microsoft.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>The demo in a browser. HERD_SCREENSHOTS=1 updates its pictures in docs/.</summary>
[Collection(MapTestsCollection.Name)]
public sealed class DemoMapTests(Browser browser)
{
    [FactInBrowser]
    public async Task A_link_is_cut_and_a_node_stopped_by_buttons_and_the_map_goes_on()
    {
        await using var demo = await RunningDemo.StartAsync(500);
        await using var map = await browser.OpenAsync(demo.HttpOf("Welsh"));
        await map.AwaitAsync("herdMap.count === 500");

        await PressAsync(map, "Cut Holiday – Welsh");
        await SeeAsync(map, "2 sides: ");
        await PressAsync(map, "Mend Holiday – Welsh");
        await SeeAsync(map, "All ");
        // The page's own node: from now on another one serves the buttons.
        await PressAsync(map, "Stop Welsh");
        await map.AwaitAsync("herdMap.node !== undefined && herdMap.node !== 'Welsh'");
        var moves = await map.Page.EvaluateAsync<int>("herdMap.moves");
        await map.AwaitAsync($"herdMap.moves > {moves + 100}");
        await PressAsync(map, "Start Welsh");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Stop Welsh" }).WaitForAsync();
        await LetAllStandAsync(map);
        await SeeAsync(map, "All nodes that run agree on every location");

        Assert.Equal(500, await map.Page.EvaluateAsync<int>("herdMap.count"));
    }

    [FactInBrowser]
    public async Task The_demo_is_well_readable_for_axe_and_on_a_phone()
    {
        await using var demo = await RunningDemo.StartAsync(Screenshots.AreWanted ? 10_000 : 100);
        foreach (var (name, width, height, scheme) in new[] { ("dark", 1280, 800, ColorScheme.Dark), ("phone", 390, 844, ColorScheme.Light) })
        {
            await using var map = await browser.OpenAsync(demo.HttpOf("Goloman"), new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
            await map.Page.GetByRole(AriaRole.Button, new() { Name = "Cut Holiday – Welsh" }).WaitForAsync();
            await SeeAsync(map, "All ");
            await Axe.AssertNothingFoundAsync(map);
            await Screenshots.TakeAsync(map, name);
        }
    }

    [FactInBrowser]
    public async Task Screenshots_show_a_herd_before_during_and_after()
    {
        await using var demo = await RunningDemo.StartAsync(Screenshots.AreWanted ? 10_000 : 100);
        await using var map = await browser.OpenAsync(demo.HttpOf("Goloman"));
        await map.AwaitAsync("herdMap.positionOf('bus-2')");
        await map.Page.GetByRole(AriaRole.Combobox).FillAsync("bus-2");
        await map.Page.GetByRole(AriaRole.Combobox).PressAsync("Enter");
        await map.AwaitAsync("herdMap.selected === 'bus-2'");
        await map.Page.GetByText("Near", new() { Exact = true }).WaitForAsync();
        await Screenshots.TakeAsync(map, "details");
        await map.Page.Keyboard.PressAsync("Escape");
        await map.Page.Keyboard.PressAsync("Escape");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Show all clients" }).ClickAsync();

        await SeeAsync(map, "All ");
        await Screenshots.TakeAsync(map, "before");
        await PressAsync(map, "Cut Holiday – Welsh");
        await PressAsync(map, "Stop Hands");
        await SeeAsync(map, "2 sides: ");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Start Hands" }).WaitForAsync();
        await Screenshots.TakeAsync(map, "during");
        await PressAsync(map, "Mend Holiday – Welsh");
        await PressAsync(map, "Start Hands");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Stop Hands" }).WaitForAsync();
        await LetAllStandAsync(map);
        await SeeAsync(map, "All nodes that run agree on every location");
        await Screenshots.TakeAsync(map, "after");

        map.AssertNoComplaints();
    }

    private static Task PressAsync(MapPage map, string button) => map.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task LetAllStandAsync(MapPage map)
    {
        await PressAsync(map, "Let all clients stand");
        await map.Page.GetByRole(AriaRole.Button, new() { Name = "Let all clients walk" }).WaitForAsync();
    }

    private static Task SeeAsync(MapPage map, string verdict) => map.AwaitAsync($"document.querySelector('#demo p').textContent.startsWith('{verdict}')");
}

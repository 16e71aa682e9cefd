using Microsoft.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

public sealed class Browser : IAsyncLifetime
{
    public const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox", "--enable-precise-memory-info"] : ["--enable-precise-memory-info"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a node's map as a new visitor. By default 1280 × 800, light.</summary>
    internal async Task<MapPage> OpenAsync(Uri node, BrowserNewContextOptions? options = null, bool isReady = true)
    {
        var context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Light });
        var map = new MapPage(context, await context.NewPageAsync());
        await map.Page.GotoAsync(node.ToString());
        if (isReady)
            await map.AwaitAsync("herdMap.isReady");
        return map;
    }
}

[CollectionDefinition(Name)]
public sealed class MapTestsCollection : ICollectionFixture<Browser>
{
    public const string Name = "map";
}

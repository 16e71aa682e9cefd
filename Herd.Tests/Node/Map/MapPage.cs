using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>A map in a browser, with its console output and requests.</summary>
internal sealed class MapPage : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<Uri> _requests = [];

    public MapPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Add(message.Text);
        };
        page.PageError += (_, error) => Add(error);
        page.Request += (_, request) =>
        {
            lock (_requests)
                _requests.Add(new Uri(request.Url));
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
                return [.. _complaints];
        }
    }

    public IReadOnlyList<Uri> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <exception cref="TimeoutException">Tells the page's text.</exception>
    public async Task AwaitAsync(string expression)
    {
        try
        {
            await Page.WaitForFunctionAsync($"() => Boolean({expression})", null, new() { Timeout = Patience });
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{expression}' never became true; the page: {await Page.InnerTextAsync("body")}");
        }
    }

    /// <summary>Waits until a client is at a location, within a millionth of a degree.</summary>
    public Task AwaitAtAsync(string client, double latitude, double longitude) => Page.WaitForFunctionAsync(
        "([id, latitude, longitude]) => { const at = herdMap.positionOf(id); return at && Math.abs(at[0] - latitude) < 1e-6 && Math.abs(at[1] - longitude) < 1e-6 }",
        new object[] { client, latitude, longitude },
        new() { Timeout = Patience });

    /// <summary>Moves the view, and waits until it is drawn.</summary>
    public async Task LookAtAsync(double zoom, double latitude, double longitude)
    {
        await Page.EvaluateAsync("hash => { location.hash = hash }", string.Create(CultureInfo.InvariantCulture, $"#{zoom}/{latitude}/{longitude}"));
        await AwaitFramesAsync(2);
    }

    /// <summary>Only while the page keeps drawing.</summary>
    public async Task AwaitFramesAsync(int count)
    {
        var frames = await Page.EvaluateAsync<int>("herdMap.frames");
        await AwaitAsync($"herdMap.frames >= {frames + count}");
    }

    /// <summary>Waits until a point has another colour than this one. Returns it, e.g. 246,244,238.</summary>
    public async Task<string> AwaitColourAsync(int x, int y, string? other = null)
    {
        // A copy, because reading the map's own canvas back would slow it down.
        const string Read =
            "([x, y, other]) => { const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });"
            + "copy.drawImage(document.getElementById('base'), x, y, 1, 1, 0, 0, 1, 1);"
            + "const colour = [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3).join(); return colour !== other && colour }";
        var colour = await Page.WaitForFunctionAsync(Read, new object?[] { x, y, other }, new() { Timeout = Patience });
        return await colour.JsonValueAsync<string>();
    }

    public void AssertNoComplaints() => Assert.Empty(Complaints);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Add(string complaint)
    {
        lock (_complaints)
            _complaints.Add(complaint);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node.Http;

/// <summary>One herd of two nodes, Ada and Bo, for all HTTP tests. Each test uses clients of its own.</summary>
public sealed class HttpHerd : IAsyncLifetime
{
    public const string Ops = "ops:ops-0123456789abcdef";
    public const string Jane = "jane:jane-0123456789abcdef";
    public const string Writer = "writer:writer-0123456789abcdef";

    internal const string Access =
        """

        herd.access.anonymous = [report, read]
        herd.access.keys {
          ops { secret = "ops-0123456789abcdef", may = [admin] }
          jane { secret = "jane-0123456789abcdef", may = [report, read], clients = "jane/*", owntracks-key = "sesame, open" }
          writer { secret = "writer-0123456789abcdef", may = [report] }
        }
        herd.phones.friends = [van, jane/van]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = Patience };

    internal RunningHerd Herd { get; private set; } = null!;

    public async Task InitializeAsync() => Herd = await RunningHerd.StartAsync(ProcessHerd.Pair + Access);

    public async Task DisposeAsync()
    {
        Assert.All(Herd.TakeError().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("a wrong key is refused, from ", line, StringComparison.Ordinal));
        await Herd.DisposeAsync();
        _http.Dispose();
    }

    /// <param name="key">NAME:SECRET.</param>
    public Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null, string? key = null, string node = "Ada") =>
        SendAsync(_http, Herd.HttpOf(node), method, path, content, key);

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient http, Uri node, string method, string path, HttpContent? content = null, string? key = null)
    {
        // Keep .NET from normalizing the path.
        var uri = new Uri(node.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri) { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)));
        return await http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PutAsync(string id, string json, string? key = null, string node = "Ada") =>
        SendAsync("PUT", $"/v1/clients/{id}", Json(json), key, node);

    /// <summary>A PUT that must be accepted. Returns the Feature.</summary>
    public async Task<string> ReportAsync(string id, string json, string? key = null, string node = "Ada")
    {
        using var response = await PutAsync(id, json, key, node);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, text);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        return text;
    }

    public async Task<string> ReadAsync(string path, string? key = null, string node = "Ada")
    {
        using var response = await SendAsync("GET", path, null, key, node);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, text);
        return text;
    }

    public async Task<JsonElement> ReadJsonAsync(string path, string? key = null, string node = "Ada") => Parse(await ReadAsync(path, key, node));

    public async Task<(long Accepted, long Stale, long Refused, (long Line, string Detail)[] Errors)> PostAsync(HttpContent content, string? key = null)
    {
        using var response = await SendAsync("POST", "/v1/clients", content, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, text);
        var answer = Parse(text);
        return (answer.GetProperty("accepted").GetInt64(), answer.GetProperty("stale").GetInt64(), answer.GetProperty("refused").GetInt64(),
            [.. answer.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt64(), error.GetProperty("detail").GetString()!))]);
    }

    public async Task<(int Status, string Detail)> RefusalAsync(string method, string path, HttpContent? content = null, string? key = null, string node = "Ada")
    {
        using var response = await SendAsync(method, path, content, key, node);
        return ((int)response.StatusCode, await HttpProblem.DetailAsync(response));
    }

    public async Task AwaitAsync(string path, string node, Func<int, string, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var response = await SendAsync("GET", path, null, null, node);
            if (isSo((int)response.StatusCode, await response.Content.ReadAsStringAsync()))
                return;
            await Task.Delay(20, patience.Token);
        }
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public static StringContent Lines(string lines) => new(lines, Encoding.UTF8, "application/x-ndjson");

    public static StringContent GeoJson(string json) => new(json, Encoding.UTF8, "application/geo+json");

    public static string[] IdsOf(JsonElement collection) =>
        [.. collection.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("id").GetString()!)];
}

[CollectionDefinition(Name)]
public sealed class HttpTests : ICollectionFixture<HttpHerd>
{
    public const string Name = "http";
}

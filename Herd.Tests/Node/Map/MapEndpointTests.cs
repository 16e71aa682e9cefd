using System.Net;
using System.Text.Json;
using Herd.Tests.Node.Http;
using Xunit;

namespace Herd.Tests.Node.Map;

[Collection(HttpTests.Name)]
public sealed class MapEndpointTests(HttpHerd herd) : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_page_allows_scripts_and_connections_of_the_herd_alone()
    {
        using var page = await herd.SendAsync("GET", "/");

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'self'; connect-src 'self' ", policy, StringComparison.Ordinal);
        Assert.Contains(herd.Herd.HttpOf("Bo").GetLeftPart(UriPartial.Authority), policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain('*', policy);
        var html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("//", html.Replace("http://www.w3.org/", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main.js", "text/javascript")]
    [InlineData("style.css", "text/css")]
    [InlineData("icon.svg", "image/svg+xml")]
    [InlineData("world.dat", "application/octet-stream")]
    public async Task A_file_comes_compressed_and_only_when_it_is_another_one(string file, string type)
    {
        using var plain = await herd.SendAsync("GET", $"/map/{file}");
        var bytes = await plain.Content.ReadAsByteArrayAsync();
        Assert.Equal(type, plain.Content.Headers.ContentType?.MediaType);

        foreach (var encoding in new[] { "br", "gzip" })
        {
            using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None };
            using var http = new HttpClient(handler);
            http.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);
            using var compressed = await http.GetAsync(new Uri(herd.Herd.HttpOf("Ada"), $"/map/{file}"));
            Assert.Equal([encoding], compressed.Content.Headers.ContentEncoding);
            Assert.InRange((await compressed.Content.ReadAsByteArrayAsync()).Length, 1, bytes.Length - 1);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(herd.Herd.HttpOf("Bo"), $"/map/{file}"));
        request.Headers.IfNoneMatch.Add(plain.Headers.ETag!);
        using var again = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/map/nothing.js", 404)]
    [InlineData("/map/..%2fhocon%2fgoloman.conf", 404)]
    [InlineData("/map/towns/13/0/0", 400)]
    [InlineData("/map/towns/2/4/0", 400)]
    [InlineData("/map/towns/2/-1/0", 400)]
    [InlineData("/map/towns/2/0/x", 400)]
    [InlineData("/map/nodes?x=1", 400)]
    [InlineData("/demo", 404)]
    public async Task What_there_is_not_is_told(string path, int status)
    {
        var (found, detail) = await herd.RefusalAsync("GET", path);

        Assert.Equal(status, found);
        Assert.NotEmpty(detail);
    }

    [Fact]
    public async Task Only_who_may_read_is_told_of_nodes_and_towns()
    {
        Assert.Equal(403, (await herd.RefusalAsync("GET", "/map/nodes", key: HttpHerd.Writer)).Status);
        Assert.Equal(403, (await herd.RefusalAsync("GET", "/map/towns/0/0/0", key: HttpHerd.Writer)).Status);
        using var page = await herd.SendAsync("GET", "/", key: HttpHerd.Writer);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Each_node_knows_where_all_of_them_are()
    {
        await herd.AwaitAsync("/map/nodes", "Bo", (_, text) => NodesOf(text).All(node => node.Reachable == true));

        Assert.Equal(
            [("Ada", herd.Herd.HttpOf("Ada")), ("Bo", herd.Herd.HttpOf("Bo"))],
            NodesOf(await herd.ReadAsync("/map/nodes")).Select(node => (node.Name, node.Http)).Order());
    }

    [Fact]
    public async Task A_tile_has_the_greatest_towns_of_its_part_of_the_world_in_order()
    {
        var towns = (await herd.ReadJsonAsync("/map/towns/1/0/0")).EnumerateArray().Select(town =>
            (Name: town[0].GetString(), Latitude: town[1].GetDouble(), Longitude: town[2].GetDouble(), People: town[3].GetInt64())).ToList();

        Assert.Equal(80, towns.Count);
        Assert.Contains(towns, town => town.Name == "New York City");
        Assert.All(towns, town => Assert.True(town.Latitude >= 0 && town.Longitude < 0));
        Assert.Equal(towns.OrderByDescending(town => town.People).Select(town => town.People), towns.Select(town => town.People));
        Assert.Empty((await herd.ReadJsonAsync("/map/towns/12/0/2048")).EnumerateArray());
    }

    [Fact]
    public async Task Pages_of_the_herds_other_nodes_may_read()
    {
        var page = herd.Herd.HttpOf("Bo").GetLeftPart(UriPartial.Authority);

        foreach (var path in new[] { "/map/nodes", "/v1/clients", "/v1/clients/nobody" })
        {
            using var answer = await AskAsync(HttpMethod.Get, path, page);
            Assert.Equal([page], answer.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Contains("Origin", answer.Headers.Vary);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        using var preflight = await AskAsync(HttpMethod.Options, "/v1/stream", page, ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));
        Assert.Equal([page], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["GET"], preflight.Headers.GetValues("Access-Control-Allow-Methods"));
        using var change = await AskAsync(HttpMethod.Post, "/v1/clients", page);
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://evil.example:{port}")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Other_pages_may_not(string origin)
    {
        var page = origin.Replace("{port}", $"{herd.Herd.HttpOf("Bo").Port}", StringComparison.Ordinal);

        using var answer = await AskAsync(HttpMethod.Get, "/v1/clients", page);
        using var preflight = await AskAsync(HttpMethod.Options, "/v1/stream", page, ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(herd.Herd.HttpOf("Ada"), path));
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await _http.SendAsync(request);
    }

    private static List<(string Name, Uri Http, bool? Reachable)> NodesOf(string json) =>
    [
        .. HttpHerd.Parse(json).GetProperty("nodes").EnumerateArray().Select(node => (
            node.GetProperty("name").GetString()!,
            new Uri(node.GetProperty("http").GetString()!),
            node.GetProperty("reachable").ValueKind == JsonValueKind.Null ? (bool?)null : node.GetProperty("reachable").GetBoolean())),
    ];
}

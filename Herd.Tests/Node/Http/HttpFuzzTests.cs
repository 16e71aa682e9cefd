using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class HttpFuzzTests(HttpHerd herd)
{
    private static readonly string[] Pieces =
    [
        "NaN", "1e999", "-1", "91", "-0", "null", "{}", "[]", "\"", "\\ud800", "\0", "é", "\U0001F600", ",", ":", "{", "}", "[", "]", "&", "=", "?", "/", "..", "%2F",
        "%00", "%ff", "%zz", "%ED%A0%80", "1785578400.999999999", "9999-12-31T23:59:59Z", new('9', 400), " ", "\n", "\r", "\uFEFF", "id", "id64", "bbox", "limit", "radius",
    ];

    private readonly string _id = $"fuzz-{Guid.NewGuid():N}";

    private (string Method, string Path, string? Type, string Body)[] Requests =>
    [
        ("PUT", $"/v1/clients/{_id}", "application/json", """{"lat":-47.1,"lon":-123.4,"time":1785578400.5,"attributes":{"battery":0.8,"name":"Jane"}}"""),
        ("POST", "/v1/clients", "application/x-ndjson", $$$"""{"id":"{{{_id}}}-1","lat":-47.1,"lon":-123.4,"time":10,"attributes":{"a":1}}""" + "\n" + """{"id64":"eA==","lat":-47.1,"lon":-123.4}""" + "\n"),
        ("POST", "/v1/clients", "application/geo+json", $$$"""{"type":"FeatureCollection","features":[{"type":"Feature","id":"{{{_id}}}-2","geometry":{"type":"Point","coordinates":[-123.4,-47.1,7]},"properties":{"time":"2021-05-19T22:53:47.5Z","a":1}}]}"""),
        ("DELETE", $"/v1/clients/{_id}-3", null, ""),
        ("GET", $"/v1/clients/{_id}", null, ""),
        ("GET", "/v1/clients?bbox=-124,-48,-123,-47&limit=10", null, ""),
        ("GET", "/v1/nearby?lat=-47.1&lon=-123.4&radius=5000&limit=3", null, ""),
        ("GET", $"/v1/nearby?client={_id}&radius=5000", null, ""),
        ("GET", $"/v1/clients/{_id}/places?radius=10000&limit=2", null, ""),
        ("HEAD", "/v1/stream?bbox=-124,-48,-123,-47&client=x*", null, ""),
    ];

    [Fact]
    public async Task Whatever_comes_is_answered_and_the_node_goes_on()
    {
        await herd.ReportAsync($"{_id}-end", """{"lat":-47.1,"lon":-123.4}""");
        var random = new Random(Fuzz.Seed);
        var deadline = Fuzz.Deadline();
        for (var round = 0; round < 600 || !deadline.IsOver; round++)
        {
            var (method, path, type, body) = Requests[random.Next(Requests.Length)];
            if (body.Length == 0 || random.Next(4) == 0)
                path = "/v1/" + Regex.Replace(Fuzz.Changed(path["/v1/".Length..], Pieces, random), "[^/?=&%]+", part => Uri.EscapeDataString(part.Value));
            else
                body = Fuzz.Changed(body, Pieces, random);
            using var content = type is null ? null : new StringContent(body, Encoding.UTF8, type);

            using var response = await herd.SendAsync(method, path, content, random.Next(4) == 0 ? HttpHerd.Ops : null);

            var status = (int)response.StatusCode;
            Assert.True(status < 500, $"{status} to {method} {path} {body}");
            // The HTTP server itself refuses a path that isn't one, without a body, before any endpoint is chosen.
            if (status == 400 && method != "HEAD" && response.Content.Headers.ContentLength != 0)
                Assert.NotEmpty(await HttpProblem.DetailAsync(response));
            else if (status == 400 && method != "HEAD")
                Assert.Matches("%00", path);
        }

        Assert.Contains("-47.1", await herd.ReadAsync($"/v1/clients/{_id}-end"), StringComparison.Ordinal);
        // Other tests' wrong keys are logged.
        Assert.DoesNotMatch("(?m)^(?!.* a wrong key is refused, from )..*$", herd.Herd.Error);
    }
}

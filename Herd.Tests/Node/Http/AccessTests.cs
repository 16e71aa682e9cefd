using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class AccessTests(HttpHerd herd)
{
    private readonly string _id = $"{Guid.NewGuid():N}";

    [Fact]
    public async Task A_key_reports_its_own_clients_only()
    {
        await herd.ReportAsync($"jane%2F{_id}", """{"lat":1,"lon":2}""", HttpHerd.Jane);

        Assert.Equal((403, "the key may not report this client"), await herd.RefusalAsync("PUT", $"/v1/clients/john%2F{_id}", HttpHerd.Json("""{"lat":1,"lon":2}"""), HttpHerd.Jane));
        var answer = await herd.PostAsync(HttpHerd.Lines($$"""
            {"id":"jane/{{_id}}","lat":1,"lon":3}
            {"id":"john/{{_id}}","lat":1,"lon":3}
            """), HttpHerd.Jane);
        Assert.Equal((1, 1), (answer.Accepted, answer.Refused));
        Assert.Equal([(2, "the key may not report this client")], answer.Errors);
        Assert.Equal(404, (await herd.RefusalAsync("GET", $"/v1/clients/john%2F{_id}")).Status);
    }

    [Fact]
    public async Task A_key_hears_of_its_own_clients_only()
    {
        await herd.ReportAsync($"jane%2F{_id}", """{"lat":-70,"lon":20}""");
        await herd.ReportAsync($"john%2F{_id}", """{"lat":-70,"lon":20}""");
        await herd.ReportAsync($"jane%2F{_id}-too", """{"lat":-70,"lon":20.1}""");

        foreach (var path in new[] { $"/v1/clients/john%2F{_id}", $"/v1/clients/john%2F{_id}/places", $"/v1/nearby?client=john%2F{_id}" })
            Assert.Equal((404, "no such client is known"), await herd.RefusalAsync("GET", path, key: HttpHerd.Jane));
        foreach (var path in new[] { "/v1/clients?limit=10000", "/v1/nearby?lat=-70&lon=20&limit=1000", $"/v1/nearby?client=jane%2F{_id}&limit=1000" })
        {
            var ids = HttpHerd.IdsOf(await herd.ReadJsonAsync(path, HttpHerd.Jane));
            Assert.Contains($"jane/{_id}-too", ids);
            Assert.All(ids, id => Assert.StartsWith("jane/", id, StringComparison.Ordinal));
        }

        var export = (await herd.ReadAsync("/v1/export", HttpHerd.Jane)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(export, line => line.StartsWith($$"""{"id":"jane/{{_id}}",""", StringComparison.Ordinal));
        Assert.All(export, line => Assert.StartsWith("""{"id":"jane/""", line, StringComparison.Ordinal));
        Assert.Contains($"john/{_id}", HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/clients?limit=10000")));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("ops:wrong-0123456789abcdef", 401)]
    [InlineData(HttpHerd.Jane, 403)]
    [InlineData(HttpHerd.Writer, 403)]
    public async Task Only_an_admin_forgets(string? key, int status)
    {
        await herd.ReportAsync($"jane%2F{_id}", """{"lat":1,"lon":2}""");

        Assert.Equal(status, (await herd.RefusalAsync("DELETE", $"/v1/clients/jane%2F{_id}", key: key)).Status);

        await herd.ReadAsync($"/v1/clients/jane%2F{_id}");
    }

    [Theory]
    [InlineData("GET", "/v1/clients")]
    [InlineData("GET", "/v1/clients/x")]
    [InlineData("GET", "/v1/clients/x/places")]
    [InlineData("GET", "/v1/nearby?lat=1&lon=2")]
    [InlineData("GET", "/v1/export")]
    [InlineData("PUT", "/v1/clients/x")]
    [InlineData("POST", "/v1/clients")]
    public async Task An_admin_may_nothing_else(string method, string path) =>
        Assert.Equal(403, (await herd.RefusalAsync(method, path, HttpHerd.Json("{}"), HttpHerd.Ops)).Status);

    [Fact]
    public async Task Who_may_report_and_not_read_is_not_told_what_others_reported()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");

        var told = HttpHerd.Parse(await herd.ReportAsync(_id, """{"lat":3,"lon":4,"time":9}""", HttpHerd.Writer));

        Assert.Equal("1970-01-01T00:00:09Z", told.GetProperty("properties").GetProperty("time").GetString());
        Assert.Equal(403, (await herd.RefusalAsync("GET", $"/v1/clients/{_id}", key: HttpHerd.Writer)).Status);
        Assert.Equal("1970-01-01T00:00:10Z", (await herd.ReadJsonAsync($"/v1/clients/{_id}")).GetProperty("properties").GetProperty("time").GetString());
    }
}

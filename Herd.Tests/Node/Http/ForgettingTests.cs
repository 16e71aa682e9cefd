using System.Diagnostics;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class ForgettingTests(HttpHerd herd)
{
    private readonly string _id = $"forgotten-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_client_that_is_forgotten_at_one_node_is_unknown_at_all_until_a_newer_report()
    {
        await herd.ReportAsync(_id, """{"lat":-80,"lon":30,"time":1000,"attributes":{"name":"Jane"}}""");
        await herd.AwaitAsync($"/v1/clients/{_id}", "Bo", (status, _) => status == 200);

        await ForgetAsync();

        Assert.Equal(404, (await herd.RefusalAsync("GET", $"/v1/clients/{_id}")).Status);
        await herd.AwaitAsync($"/v1/clients/{_id}", "Bo", (status, _) => status == 404);
        using (var client = await herd.Herd.ConnectAsync("Bo"))
            Assert.Equal($"? WHATSAT {_id} 1 0", await client.LocateAsync(_id));
        Assert.DoesNotContain(_id, HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/clients?bbox=29,-81,31,-79", node: "Bo")));
        Assert.DoesNotContain(_id, HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/nearby?lat=-80&lon=30&limit=1000", node: "Bo")));
        Assert.DoesNotContain(_id, await herd.ReadAsync("/v1/export", node: "Bo"), StringComparison.Ordinal);

        Assert.Equal(409, (await herd.RefusalAsync("PUT", $"/v1/clients/{_id}", HttpHerd.Json("""{"lat":1,"lon":2,"time":2000}"""), node: "Bo")).Status);
        Assert.Equal(1, (await herd.PostAsync(HttpHerd.Lines($$"""{"id":"{{_id}}","lat":1,"lon":2,"time":2000}"""))).Stale);
        Assert.Equal(404, (await herd.RefusalAsync("GET", $"/v1/clients/{_id}", node: "Bo")).Status);

        var back = await herd.ReportAsync(_id, """{"lat":-81,"lon":31}""", node: "Bo");
        await herd.AwaitAsync($"/v1/clients/{_id}", "Ada", (_, text) => text == back);
    }

    [Fact]
    public async Task Also_a_location_of_a_time_to_come_is_forgotten_and_one_that_nobody_knows()
    {
        var ahead = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds();
        await ForgetAsync();
        await herd.ReportAsync(_id, $$"""{"lat":1,"lon":2,"time":{{ahead}}}""");

        await ForgetAsync();

        Assert.Equal(404, (await herd.RefusalAsync("GET", $"/v1/clients/{_id}")).Status);
        Assert.Equal(409, (await herd.RefusalAsync("PUT", $"/v1/clients/{_id}", HttpHerd.Json("""{"lat":1,"lon":2}"""))).Status);
        await herd.ReportAsync(_id, $$"""{"lat":1,"lon":2,"time":{{ahead + 1}}}""");
    }

    [Fact]
    public async Task A_minute_after_a_client_was_forgotten_nothing_in_any_folder_has_its_ID()
    {
        using (var client = await herd.Herd.ConnectAsync("Ada"))
        {
            await client.AskAsync($"IAMAT {_id} +1+2 1000");
            await client.LocateAsync(_id);
        }

        await herd.AwaitAsync($"/v1/clients/{_id}", "Bo", (status, _) => status == 200);
        var patience = Stopwatch.StartNew();
        while ((await FilesWithAsync()).Count < 3)
        {
            // Both durable copies and one message log contain it.
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), string.Join(' ', await FilesWithAsync()));
            await Task.Delay(100);
        }

        await ForgetAsync();

        patience.Restart();
        for (IReadOnlyList<string> found; (found = await FilesWithAsync()).Count > 0; await Task.Delay(500))
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), string.Join(' ', found));
    }

    [Fact]
    public async Task What_has_expired_is_unknown_and_is_not_taken()
    {
        await using var node = await RunningHerd.StartOneAsync("herd.locations.expire-after=1h");
        using var http = new HttpClient();
        var soon = DateTimeOffset.UtcNow.AddHours(-1).AddSeconds(4).ToUnixTimeSeconds();

        Assert.Equal(409, (await SendAsync("PUT", "/v1/clients/old", $$"""{"lat":1,"lon":2,"time":{{soon - 60}}}""")).Status);
        Assert.Equal(200, (await SendAsync("PUT", "/v1/clients/soon", $$"""{"lat":1,"lon":2,"time":{{soon}}}""")).Status);
        Assert.Equal(200, (await SendAsync("PUT", "/v1/clients/new", """{"lat":1,"lon":2}""")).Status);

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await SendAsync("GET", "/v1/clients/soon")).Status != 404)
            await Task.Delay(50, patience.Token);
        foreach (var path in new[] { "/v1/clients", "/v1/nearby?lat=1&lon=2", "/v1/export" })
        {
            var (_, text) = await SendAsync("GET", path);
            Assert.Contains("\"new\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\"soon\"", text, StringComparison.Ordinal);
        }

        async Task<(int Status, string Text)> SendAsync(string method, string path, string? json = null)
        {
            using var response = await HttpHerd.SendAsync(http, node.HttpOf("Goloman"), method, path, json is null ? null : HttpHerd.Json(json));
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private async Task ForgetAsync()
    {
        using var response = await herd.SendAsync("DELETE", $"/v1/clients/{_id}", key: HttpHerd.Ops);
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    /// <summary>In a separate process: closing any of SQLite's files in this one would release its locks.</summary>
    private async Task<IReadOnlyList<string>> FilesWithAsync()
    {
        var folders = herd.Herd.Nodes.Select(herd.Herd.Settings.FolderOf);
        using var grep = Process.Start(new ProcessStartInfo("grep", ["-rlaF", _id, .. folders]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await grep.StandardOutput.ReadToEndAsync();
        await grep.WaitForExitAsync();
        Assert.InRange(grep.ExitCode, 0, 1);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

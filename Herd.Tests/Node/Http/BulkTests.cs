using System.Text;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class BulkTests(HttpHerd herd)
{
    private readonly string _id = $"bulk-{Guid.NewGuid():N}";

    private string Collection => $$$"""
        {
          "name": {"features": [1, {"features": []}]},
          "type": "FeatureCollection",
          "features": [
            {"type":"Feature","id":"{{{_id}}}-1","geometry":{"type":"Point","coordinates":[-118.4451,34.0689,120]},"properties":{"time":"2021-05-19T22:53:47.5Z","server":"Other","skew":-1,"distance":3,"name":"Jane"}},
            {"type":"Feature","id":"{{{_id}}}-2","geometry":{"type":"Point","coordinates":[1,91]},"properties":null},
            {"type":"Feature","id":"ignored","geometry":{"type":"Point","coordinates":[2,1]},"properties":{"time":7,"id64":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(_id + "-3"))}}}"}},
            {"type":"Feature","id":"{{{_id}}}-4","geometry":{"type":"LineString","coordinates":[[2,1],[3,1]]},"properties":{}},
            {"type":"Feature","id":"{{{_id}}}-5","geometry":{"type":"Point","coordinates":[2,1]},"properties":{"a":1,"a":2}},
            7
          ],
          "bbox": [1, 2, 3, 4]
        }
        """;

    [Fact]
    public async Task Each_line_counts_for_itself()
    {
        var (accepted, stale, refused, errors) = await herd.PostAsync(HttpHerd.Lines(
            $$"""
            {"id":"{{_id}}","lat":1,"lon":2,"time":10,"attributes":{"a":1} }

            {"id":"{{_id}}","lat":1,"lon":2,"time":9}
            {"lat":1,"lon":2}
            {"id":"{{_id}}-x","lat":1
            {"id64":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(_id + "-y"))}}","lat":1,"lon":2}
            {"id":"\ud800","lat":1,"lon":2}
            {"id":7,"lat":1,"lon":2}
            {"id64":"%","lat":1,"lon":2}
            {"id":"a b","lat":1,"lon":2}
            {"id":"{{_id}}","lat":1,"lon":2,"time":11}
            """.Replace("\n", "\r\n", StringComparison.Ordinal)));

        Assert.Equal((3, 1, 6), (accepted, stale, refused));
        Assert.Equal([4, 5, 7, 8, 9, 10], errors.Select(error => error.Line));
        Assert.Equal("expected a string as id, found none", errors[0].Detail);
        Assert.StartsWith("expected a JSON object on one line, found '{\"id\":", errors[1].Detail, StringComparison.Ordinal);
        Assert.StartsWith("expected text in UTF-8", errors[2].Detail, StringComparison.Ordinal);
        Assert.Equal("expected base64 as id64, found \"%\"", errors[4].Detail);
        Assert.Equal("1970-01-01T00:00:11Z", (await herd.ReadJsonAsync($"/v1/clients/{_id}")).GetProperty("properties").GetProperty("time").GetString());
        await herd.ReadAsync($"/v1/clients/{_id}-y");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_come_in_any_pieces_also_with_a_byte_order_mark(bool isBytewise)
    {
        var bytes = (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $$"""{"id":"{{_id}}-{{i}}","lat":1,"lon":2}""" + "\n")))];

        var answer = await herd.PostAsync(isBytewise ? new BytewiseContent(bytes, "application/x-ndjson") : HttpHerd.Lines(Encoding.UTF8.GetString(bytes)));

        Assert.Equal((20, 0, 0), (answer.Accepted, answer.Stale, answer.Refused));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Features_come_in_any_pieces(bool isBytewise)
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + Collection);

        var (accepted, stale, refused, errors) = await herd.PostAsync(isBytewise ? new BytewiseContent(bytes, "application/geo+json") : HttpHerd.GeoJson("\uFEFF" + Collection));

        Assert.Equal((2, 0, 4), (accepted, stale, refused));
        Assert.Equal([2, 4, 5, 6], errors.Select(error => error.Line));
        Assert.Equal(
            ["expected a number from -90 to 90 as lat, found 91", "expected a geometry {\"type\":\"Point\",\"coordinates\":[lon,lat]}", "attributes must have each name once, found 'a' twice", "expected a GeoJSON Feature"],
            errors.Select(error => error.Detail));
        var properties = (await herd.ReadJsonAsync($"/v1/clients/{_id}-1")).GetProperty("properties");
        Assert.Equal(("2021-05-19T22:53:47.5Z", "Ada", "Jane"), (properties.GetProperty("time").GetString(), properties.GetProperty("server").GetString(), properties.GetProperty("name").GetString()));
        await herd.ReadAsync($"/v1/clients/{_id}-3");
    }

    [Fact]
    public async Task What_a_list_answers_can_be_reported_again()
    {
        await herd.ReportAsync($"{_id}%FF", """{"lat":-75.5,"lon":-100.25,"time":5,"attributes":{"name":"Jane"}}""");
        var list = await herd.ReadAsync("/v1/clients?bbox=-100.3,-75.6,-100.2,-75.4");

        var answer = await herd.PostAsync(HttpHerd.GeoJson(list));

        Assert.Equal((0, 1, 0), (answer.Accepted, answer.Stale, answer.Refused));
        Assert.Equal(list, await herd.ReadAsync("/v1/clients?bbox=-100.3,-75.6,-100.2,-75.4"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}""")]
    [InlineData("""{"type":"FeatureCollection","features":{}}""")]
    [InlineData("""{"type":"FeatureCollection","features":[]} {}""")]
    public async Task What_is_no_FeatureCollection_is_refused(string body)
    {
        var (status, detail) = await herd.RefusalAsync("POST", "/v1/clients", HttpHerd.GeoJson(body));

        Assert.Equal(400, status);
        Assert.StartsWith("expected a GeoJSON FeatureCollection", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_collection_that_breaks_off_what_came_before_counts_and_is_told()
    {
        var (status, detail) = await herd.RefusalAsync("POST", "/v1/clients", HttpHerd.GeoJson(Collection[..Collection.IndexOf($"{_id}-4", StringComparison.Ordinal)]));

        Assert.Equal(400, status);
        Assert.EndsWith("of the reports before it, 2 were accepted, 0 stale and 1 refused", detail, StringComparison.Ordinal);
        await herd.ReadAsync($"/v1/clients/{_id}-3");
    }

    [Fact]
    public async Task An_empty_body_and_an_empty_collection_are_no_reports()
    {
        Assert.Equal(0, (await herd.PostAsync(HttpHerd.Lines(""))).Accepted);
        Assert.Equal(0, (await herd.PostAsync(HttpHerd.Lines("\n\n"))).Refused);
        Assert.Equal(0, (await herd.PostAsync(HttpHerd.GeoJson("""{"features":[]}"""))).Accepted);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_those_behind_it_are_not()
    {
        var good = $$"""{"id":"{{_id}}","lat":1,"lon":2,"time":1}""";
        var tooLong = new string('x', 3_000_000);

        var answer = await herd.PostAsync(HttpHerd.Lines($"{tooLong}\n{good}\n{tooLong}"));

        Assert.Equal((1, 2), (answer.Accepted, answer.Refused));
        Assert.Equal([(1, "expected a line of at most 262144 bytes, found a longer one"), (3, "expected a line of at most 262144 bytes, found a longer one")], answer.Errors);
    }

    [Fact]
    public async Task A_feature_that_is_too_long_ends_the_collection()
    {
        var (status, detail) = await herd.RefusalAsync("POST", "/v1/clients", HttpHerd.GeoJson($$"""{"features":[{"x":"{{new string('x', 3_000_000)}}"}]}"""));

        Assert.Equal(400, status);
        Assert.StartsWith("expected Features of at most 262144 bytes, found a longer one as number 1;", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_errors_are_told_and_all_are_counted()
    {
        var (_, _, refused, errors) = await herd.PostAsync(HttpHerd.Lines(string.Concat(Enumerable.Repeat("{}\n", 250))));

        Assert.Equal(250, refused);
        Assert.Equal(Enumerable.Range(1, 100).Select(line => (long)line), errors.Select(error => error.Line));
    }

    [Theory]
    [InlineData("text/plain", null, "expected application/x-ndjson or application/geo+json, found 'text/plain'")]
    [InlineData(null, null, "found no content type")]
    [InlineData("application/x-ndjson", "gzip", "expected no content encoding, found 'gzip'")]
    public async Task Another_form_is_refused(string? mediaType, string? encoding, string detail)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        if (mediaType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);

        var (status, told) = await herd.RefusalAsync("POST", "/v1/clients", content);

        Assert.Equal(415, status);
        Assert.EndsWith(detail, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_reports_are_taken_at_once_and_exported_again()
    {
        await using var node = await RunningHerd.StartOneAsync();
        await using var other = await RunningHerd.StartOneAsync();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var lines = string.Concat(Enumerable.Range(0, 100_000).Select(i => $$"""{"id":"client-{{i}}","lat":{{i % 90}}.5,"lon":{{i % 180}}.25,"time":{{i}}}""" + "\n"));

        using var answer = await HttpHerd.SendAsync(http, node.HttpOf("Goloman"), "POST", "/v1/clients", HttpHerd.Lines(lines));
        Assert.Equal("""{"accepted":100000,"stale":0,"refused":0,"errors":[]}""", await answer.Content.ReadAsStringAsync());

        using var export = await HttpHerd.SendAsync(http, node.HttpOf("Goloman"), "GET", "/v1/export");
        Assert.Equal("application/x-ndjson", export.Content.Headers.ContentType?.MediaType);
        var exported = await export.Content.ReadAsStringAsync();
        Assert.Equal(lines.Split('\n').Order(StringComparer.Ordinal), exported.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_export_imported_into_another_herd_is_the_same()
    {
        await using var from = await RunningHerd.StartOneAsync();
        await using var to = await RunningHerd.StartOneAsync();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using (var client = await from.ConnectAsync("Goloman"))
        {
            await client.AskAsync("IAMAT \u00FF\u0001\\x +34.068930-118.445127 1621464827.959498503");
            await client.AskAsync("IAMAT long +01.00000000000000000000000000000000000000000001-000.5 -0.25");
            await client.AskAsync("IAMAT gone +1+1 1");
        }

        await PutAsync("attributed", """{"lat":-90,"lon":-180,"time":"2021-05-19T22:53:47.000000001Z","attributes":{"name":"Jäne\u0000\n","battery":1e-3}}""");
        await PutAsync("gone", """{"lat":1,"lon":1,"time":2}""");
        using (var request = await HttpHerd.SendAsync(http, from.HttpOf("Goloman"), "GET", "/v1/clients/gone"))
            Assert.Equal(200, (int)request.StatusCode);

        var exported = await ExportAsync(from);
        using (var answer = await HttpHerd.SendAsync(http, to.HttpOf("Goloman"), "POST", "/v1/clients", HttpHerd.Lines(exported)))
            Assert.Equal("""{"accepted":4,"stale":0,"refused":0,"errors":[]}""", await answer.Content.ReadAsStringAsync());

        Assert.Equal(exported.Split('\n').Order(StringComparer.Ordinal), (await ExportAsync(to)).Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("""{"id64":"/wFceA==","lat":34.068930,"lon":-118.445127,"time":1621464827.959498503}""", exported, StringComparison.Ordinal);

        async Task PutAsync(string id, string report)
        {
            using var answer = await HttpHerd.SendAsync(http, from.HttpOf("Goloman"), "PUT", $"/v1/clients/{id}", HttpHerd.Json(report));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        async Task<string> ExportAsync(RunningHerd herd)
        {
            using var export = await HttpHerd.SendAsync(http, herd.HttpOf("Goloman"), "GET", "/v1/export");
            return await export.Content.ReadAsStringAsync();
        }
    }
}

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class ReportTests(HttpHerd herd)
{
    private const string Here = """{"lat":34.0689,"lon":-118.4451}""";

    [Theory]
    [InlineData("""{"lat":34.0689,"lon":-118.4451,"time":1621464827.959498503}""", "-118.4451,34.0689", "2021-05-19T22:53:47.959498503Z")]
    [InlineData("""{"lat":-90,"lon":180,"time":"2021-05-19T15:53:47.5-07:00"}""", "180,-90", "2021-05-19T22:53:47.5Z")]
    [InlineData("""{"lat":90,"lon":-180,"time":"2021-05-20t04:23:47.0000000019+05:30"}""", "-180,90", "2021-05-19T22:53:47.000000001Z")]
    [InlineData("""{"lat":1e1,"lon":-1.5E-7,"time":16.21464827e8}""", "-0.00000015,10", "2021-05-19T22:53:47Z")]
    [InlineData("""{"lat":34.068930123456789012345678901234,"lon":0.000000000000000000000000000001,"time":1}""", "0.000000000000000000000000000001,34.068930123456789012345678901234", "1970-01-01T00:00:01Z")]
    [InlineData("""{"lat":0,"lon":-0.0,"time":-0.25}""", "-0.0,0", "1969-12-31T23:59:59.75Z")]
    [InlineData("""{"lat":9.5,"lon":-99,"time":"0001-01-01T00:00:00Z"}""", "-99,9.5", "0001-01-01T00:00:00Z")]
    [InlineData("""{"lat":9.5,"lon":-99,"time":1621464827.95949850399999}""", "-99,9.5", "2021-05-19T22:53:47.959498503Z")]
    [InlineData("""{"lat":9.5,"lon":-99,"time":"1969-12-31T23:59:59.999999999Z","attributes":null}""", "-99,9.5", "1969-12-31T23:59:59.999999999Z")]
    [InlineData("""{"lat":9.5,"lon":-99,"time":-100000000000.5}""", "-99,9.5", null)]
    public async Task A_report_is_answered_with_its_place_and_time(string report, string coordinates, string? time)
    {
        var id = NewId();

        var feature = await herd.ReportAsync(id, report);

        Assert.Contains($"\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{coordinates}]}}", feature, StringComparison.Ordinal);
        Assert.Contains(time is null ? "\"time\":-100000000000.5," : $"\"time\":\"{time}\",", feature, StringComparison.Ordinal);
        var json = HttpHerd.Parse(feature);
        Assert.Equal(("Feature", id, "Ada"), (json.GetProperty("type").GetString(), json.GetProperty("id").GetString(), json.GetProperty("properties").GetProperty("server").GetString()));
        Assert.True(json.GetProperty("properties").GetProperty("skew").GetDouble() > 0);
        Assert.Equal(feature, await herd.ReadAsync($"/v1/clients/{id}"));
    }

    [Fact]
    public async Task Without_a_time_a_report_is_of_now()
    {
        var before = DateTimeOffset.UtcNow;

        var properties = HttpHerd.Parse(await herd.ReportAsync(NewId(), Here)).GetProperty("properties");

        Assert.InRange(properties.GetProperty("time").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.InRange(properties.GetProperty("skew").GetDouble(), 0, 60);
    }

    [Theory]
    [InlineData("", "expected JSON such as")]
    [InlineData("{", "expected JSON such as")]
    [InlineData("""{"lat":1,"lon":2} x""", "expected JSON such as")]
    [InlineData("[]", "expected an object such as")]
    [InlineData("null", "expected an object such as")]
    [InlineData("""{"lon":0}""", "expected a number from -90 to 90 as lat, found none")]
    [InlineData("""{"lat":90.0000001,"lon":0}""", "expected a number from -90 to 90 as lat, found 90.0000001")]
    [InlineData("""{"lat":0,"lon":-180.5}""", "expected a number from -180 to 180 as lon, found -180.5")]
    [InlineData("""{"lat":"34","lon":0}""", "as lat, found \"34\"")]
    [InlineData("""{"lat":1e400,"lon":0}""", "as lat, found 1e400")]
    [InlineData("""{"lat":NaN,"lon":0}""", "expected JSON such as")]
    [InlineData("""{"lat":90.00000000000000000000000000000001,"lon":0}""", "expected a location and a time")]
    [InlineData("""{"lat":1,"lat":2,"lon":0}""", "expected lat once")]
    [InlineData("""{"lat":1,"lon":2,"alt":3}""", "expected lat, lon, time and attributes, found 'alt'")]
    [InlineData("""{"lat":1,"lon":2,"id":"x"}""", "found 'id'")]
    [InlineData("""{"lat":1,"lon":2,"time":"yesterday"}""", "as time, found \"yesterday\"")]
    [InlineData("""{"lat":1,"lon":2,"time":"2021-05-19T22:53:47"}""", "as time, found")]
    [InlineData("""{"lat":1,"lon":2,"time":"2021-02-30T22:53:47Z"}""", "as time, found")]
    [InlineData("""{"lat":1,"lon":2,"time":true}""", "as time, found true")]
    [InlineData("""{"lat":1,"lon":2,"time":1e30}""", "as time, found 1e30")]
    [InlineData("""{"lat":1,"lon":2,"time":99999999999}""", "expected a time up to 24 h ahead of the node's clock, found 99999999999")]
    [InlineData("""{"lat":1,"lon":2,"time":"9999-01-01T00:00:00Z"}""", "expected a time up to 24 h ahead")]
    [InlineData("""{"lat":1,"lon":2,"attributes":[1]}""", "attributes must be a JSON object, found a list")]
    [InlineData("""{"lat":1,"lon":2,"attributes":{"a":{}}}""", "found an object at 'a'")]
    [InlineData("""{"lat":1,"lon":2,"attributes":{"a":1,"a":1}}""", "found 'a' twice")]
    [InlineData("""{"lat":1,"lon":2,"attributes":{"skew":1}}""", "attributes must not be named time, server, skew, id64, distance, found 'skew'")]
    [InlineData("""{"lat":1,"lon":2,"attributes":{"a":"\ud800"}}""", "expected text in UTF-8")]
    [InlineData("""{"lat":1,"lon":2,"\ud800":1}""", "expected text in UTF-8")]
    public async Task What_is_wrong_with_a_report_is_told_and_nothing_is_stored(string report, string detail)
    {
        var id = NewId();

        var (status, told) = await herd.RefusalAsync("PUT", $"/v1/clients/{id}", HttpHerd.Json(report));

        Assert.Equal(400, status);
        Assert.Contains(detail, told, StringComparison.Ordinal);
        Assert.Equal(404, (await herd.RefusalAsync("GET", $"/v1/clients/{id}")).Status);
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused_and_a_byte_order_mark_is_not()
    {
        var id = NewId();
        var bad = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"lat\":1,\"lon\":2,\"attributes\":{\"a\":\"\u00FF\"}}"));
        var marked = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Here)]);

        Assert.Equal(400, (await herd.RefusalAsync("PUT", $"/v1/clients/{id}", bad)).Status);
        using var taken = await herd.SendAsync("PUT", $"/v1/clients/{id}", marked);

        Assert.Equal(200, (int)taken.StatusCode);
    }

    [Fact]
    public async Task A_report_of_over_64_KiB_and_one_that_makes_too_long_a_line_are_refused()
    {
        var (status, detail) = await herd.RefusalAsync("PUT", $"/v1/clients/{NewId()}", HttpHerd.Json(Here + new string(' ', 65 * 1024)));
        Assert.Equal(413, status);
        Assert.NotEqual("", detail);

        (status, detail) = await herd.RefusalAsync("PUT", $"/v1/clients/{NewId()}", HttpHerd.Json($$"""{"lat":1.{{new string('1', 9_000)}},"lon":2}"""));
        Assert.Equal(400, status);
        Assert.Contains("herd.client.max-line-length", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/v1/clients/long", 1_000_000)]
    [InlineData("POST", "/owntracks", 1_000_000)]
    [InlineData("POST", "/overland", 20_000_000)]
    public async Task Who_sends_too_much_before_it_reads_finds_the_answer(string method, string path, int length)
    {
        foreach (var isChunked in (bool[])[false, true])
        {
            if (isChunked && length > 2_000_000)
                continue;
            using var client = new TcpClient();
            await client.ConnectAsync(herd.Herd.HttpOf("Ada").Host, herd.Herd.HttpOf("Ada").Port);
            var stream = client.GetStream();
            var size = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{size}\r\n\r\n"));
            if (isChunked)
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{length:x}\r\n"));
            foreach (var part in (int[])[length / 2, length - length / 2])
            {
                // The answer is usually there before the rest is sent.
                await Task.Delay(100);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', part)));
            }

            if (isChunked)
                await stream.WriteAsync("\r\n0\r\n\r\n"u8.ToArray());

            var answer = new byte[16];
            await stream.ReadExactlyAsync(answer);
            Assert.Equal("HTTP/1.1 413 Pay", Encoding.ASCII.GetString(answer));
        }
    }

    [Theory]
    [InlineData(504, 200)]
    [InlineData(505, 400)]
    public async Task Attributes_have_512_bytes_at_most(int length, int status)
    {
        using var response = await herd.PutAsync(NewId(), $$$"""{"lat":1,"lon":2,"attributes":{ "a" : "{{{new string('x', length)}}}" }}""");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("a%2Fb", "a/b", null)]
    [InlineData("100%25", "100%", null)]
    [InlineData("%C3%BC", "ü", null)]
    [InlineData("a+b:@~", "a+b:@~", null)]
    [InlineData("%FFx", "\uFFFDx", "/3g=")]
    [InlineData("places", "places", null)]
    public async Task Any_bytes_are_an_ID(string path, string id, string? id64)
    {
        var feature = HttpHerd.Parse(await herd.ReportAsync(path, Here));

        Assert.Equal(id, feature.GetProperty("id").GetString());
        Assert.Equal(id64, feature.GetProperty("properties").TryGetProperty("id64", out var exact) ? exact.GetString() : null);
        Assert.Equal(id, (await herd.ReadJsonAsync($"/v1/clients/{path}")).GetProperty("id").GetString());
        Assert.DoesNotContain(id, HttpHerd.IdsOf(await herd.ReadJsonAsync($"/v1/nearby?client={path}&limit=1000")));
    }

    [Theory]
    [InlineData(1024, "x", 200)]
    [InlineData(1024, "%FF", 200)]
    [InlineData(1025, "x", 400)]
    public async Task An_ID_is_as_long_as_herd_client_max_id_length_allows(int length, string unit, int status)
    {
        using var response = await herd.PutAsync(string.Concat(Enumerable.Repeat(unit, length)), Here);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/clients/a%20b")]
    [InlineData("/v1/clients/a%0Ab")]
    [InlineData("/v1/clients/%zz")]
    [InlineData("/v1/clients/a%2")]
    [InlineData("/v1/clients/ada/../bo")]
    [InlineData("/v1/./clients/bo")]
    [InlineData("/x/%2e%2E/v1/clients/bo")]
    public async Task What_is_no_ID_or_says_it_in_a_roundabout_way_is_refused(string path) =>
        Assert.Equal(400, (await herd.RefusalAsync("PUT", path, HttpHerd.Json(Here))).Status);

    [Fact]
    public async Task A_stale_report_is_answered_with_what_is_known()
    {
        var id = NewId();
        var newer = await herd.ReportAsync(id, """{"lat":1,"lon":2,"time":1000,"attributes":{"battery":0.5}}""");

        Assert.Equal(newer, await herd.ReportAsync(id, """{"lat":3,"lon":4,"time":999}"""));
        Assert.Equal(newer, await herd.ReportAsync(id, """{"lat":3,"lon":4,"time":1000}"""));
    }

    [Fact]
    public async Task An_update_with_attributes_is_the_same_at_another_node_and_an_IAMAT_has_none()
    {
        var id = NewId();
        var told = await herd.ReportAsync(id, """{"lat":1,"lon":2,"time":1000,"attributes":{"name":"Jäne \"J\"","battery":0.50,"moving":true,"accuracy":null}}""");
        Assert.EndsWith(""","name":"Jäne \"J\"","battery":0.50,"moving":true}}""", told, StringComparison.Ordinal);
        await herd.AwaitAsync($"/v1/clients/{id}", "Bo", (_, text) => text == told);

        using var client = await herd.Herd.ConnectAsync("Bo");
        await client.AskAsync($"IAMAT {id} +1+2 1001");

        var properties = (await herd.ReadJsonAsync($"/v1/clients/{id}", node: "Bo")).GetProperty("properties");
        Assert.Equal(["time", "server", "skew"], properties.EnumerateObject().Select(property => property.Name));
        var bare = await herd.ReadAsync($"/v1/clients/{id}", node: "Bo");
        await herd.AwaitAsync($"/v1/clients/{id}", "Ada", (_, text) => text == bare);
    }

    [Fact]
    public async Task Any_content_type_will_do_for_one_report()
    {
        var content = HttpHerd.Json(Here);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded");

        using var response = await herd.SendAsync("PUT", $"/v1/clients/{NewId()}", content);

        Assert.Equal(200, (int)response.StatusCode);
    }

    private static string NewId() => $"report-{Guid.NewGuid():N}";
}

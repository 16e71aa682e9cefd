using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class QuestionTests(HttpHerd herd)
{
    private readonly string _id = $"question-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("/v1/clients?limt=5", "expected the query parameters bbox, limit, found limt")]
    [InlineData("/v1/clients?Limit=5", "found Limit")]
    [InlineData("/v1/clients?limit=0", "expected a whole number from 1 to 10000 as limit, found '0'")]
    [InlineData("/v1/clients?limit=10001", "found '10001'")]
    [InlineData("/v1/clients?limit=", "found ''")]
    [InlineData("/v1/clients?limit=1e2", "found '1e2'")]
    [InlineData("/v1/clients?limit=1&limit=2", "expected limit once, found it 2 times")]
    [InlineData("/v1/clients?bbox=1,2,3", "expected west,south,east,north in degrees as bbox")]
    [InlineData("/v1/clients?bbox=1,2,3,4,5,6", "as bbox")]
    [InlineData("/v1/clients?bbox=1,2,3,1", "with south not above north")]
    [InlineData("/v1/clients?bbox=-181,2,3,4", "as bbox")]
    [InlineData("/v1/clients?bbox=NaN,2,3,4", "as bbox")]
    [InlineData("/v1/nearby", "expected lat and lon, or client, found neither")]
    [InlineData("/v1/nearby?lat=1", "expected a number from -180 to 180 as lon, found none")]
    [InlineData("/v1/nearby?lat=90.1&lon=1", "expected a number from -90 to 90 as lat, found '90.1'")]
    [InlineData("/v1/nearby?lat=NaN&lon=1", "as lat")]
    [InlineData("/v1/nearby?lat=1&lon=1&client=x", "expected either client or lat and lon, found both")]
    [InlineData("/v1/nearby?lat=1&lon=1&%63lient=x", "expected either client or lat and lon, found both")]
    [InlineData("/v1/nearby?lat=1&lon=1&client", "expected either client or lat and lon, found both")]
    [InlineData("/v1/nearby?client=x&%63lient=x", "expected client once, found it 2 times")]
    [InlineData("/v1/nearby?lat=1&lon=1&%63lent=x", "found clent")]
    [InlineData("/v1/nearby?lat=1&lon=1&radius=-1", "expected a number of 0 or more as radius, found '-1'")]
    [InlineData("/v1/nearby?lat=1&lon=1&radius=Infinity", "as radius")]
    [InlineData("/v1/nearby?lat=1&lon=1&limit=1001", "expected a whole number from 1 to 1000 as limit")]
    [InlineData("/v1/nearby?client=%zz", "expected two hexadecimal digits")]
    [InlineData("/v1/clients/x?limit=1", "expected no query parameters, found limit")]
    [InlineData("/v1/clients/x/places?radius=50000.1", "expected a number from 0 to 50000 as radius")]
    [InlineData("/v1/clients/x/places?limit=21", "expected a whole number from 0 to 20 as limit")]
    [InlineData("/v1/clients/x/places?bound=1", "found bound")]
    [InlineData("/v1/export?x", "found x")]
    public async Task A_bad_question_is_told_what_is_wrong(string path, string detail)
    {
        var (status, told) = await herd.RefusalAsync("GET", path);

        Assert.Equal(400, status);
        Assert.Contains(detail, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/v1/clients/x?at=1")]
    [InlineData("DELETE", "/v1/clients/x?at=1")]
    [InlineData("POST", "/v1/clients?at=1")]
    public async Task An_unknown_query_parameter_is_never_overlooked(string method, string path)
    {
        var (status, detail) = await herd.RefusalAsync(method, path, HttpHerd.Json("{}"), method == "DELETE" ? HttpHerd.Ops : null);

        Assert.Equal((400, "expected no query parameters, found at"), (status, detail));
    }

    [Theory]
    [InlineData("PATCH", "/v1/clients/x", 405, "found PATCH")]
    [InlineData("OPTIONS", "/v1/clients", 405, "found OPTIONS")]
    [InlineData("POST", "/v1/nearby", 405, "expected GET, HEAD, found POST")]
    [InlineData("DELETE", "/v1/clients", 405, "found DELETE")]
    [InlineData("GET", "/v1/nowhere", 404, "there is nothing under this path")]
    [InlineData("GET", "/v1/clients/none", 404, "no such client is known")]
    [InlineData("GET", "/v1/clients/none/places", 404, "no such client is known")]
    [InlineData("GET", "/v1/nearby?client=none", 404, "no such client is known")]
    public async Task What_there_is_not_is_a_problem(string method, string path, int status, string detail)
    {
        var (found, told) = await herd.RefusalAsync(method, path);

        Assert.Equal(status, found);
        Assert.EndsWith(detail, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/clients", 200)]
    [InlineData("/v1/export", 200)]
    [InlineData("/v1/nearby?lat=1&lon=2", 200)]
    [InlineData("/v1/clients/none", 404)]
    public async Task HEAD_is_GET_without_a_body(string path, int status)
    {
        using var response = await herd.SendAsync("HEAD", path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_box_may_cross_the_antimeridian_and_hold_a_pole_and_says_when_there_is_more()
    {
        await herd.ReportAsync($"{_id}-east", """{"lat":-48.5,"lon":179.9}""");
        await herd.ReportAsync($"{_id}-west", """{"lat":-48.5,"lon":-179.9}""");
        await herd.ReportAsync($"{_id}-far", """{"lat":-48.5,"lon":-170}""");

        var both = await herd.ReadJsonAsync("/v1/clients?bbox=179,-49,-179,-48");
        Assert.Equal([$"{_id}-east", $"{_id}-west"], HttpHerd.IdsOf(both).Order());
        Assert.Equal("FeatureCollection", both.GetProperty("type").GetString());
        Assert.False(both.TryGetProperty("truncated", out _));
        Assert.False(both.GetProperty("features")[0].GetProperty("properties").TryGetProperty("distance", out _));
        Assert.Equal([$"{_id}-west"], HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/clients?bbox=-180,-49,-175,-48")));
        var one = await herd.ReadJsonAsync("/v1/clients?bbox=179,-49,-179,-48&limit=1");
        Assert.Single(HttpHerd.IdsOf(one));
        Assert.True(one.GetProperty("truncated").GetBoolean());
        Assert.Contains($"{_id}-far", HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/clients?limit=10000")));
    }

    [Fact]
    public async Task Who_is_near_a_client_is_told_without_it_the_nearest_first_in_metres()
    {
        await herd.ReportAsync(_id, """{"lat":-60,"lon":10}""");
        await herd.ReportAsync($"{_id}-b", """{"lat":-60,"lon":10.02}""");
        await herd.ReportAsync($"{_id}-a", """{"lat":-60.001,"lon":10}""");

        var nearby = (await herd.ReadJsonAsync($"/v1/nearby?client={_id}&radius=2000")).GetProperty("features");

        Assert.Equal([$"{_id}-a", $"{_id}-b"], nearby.EnumerateArray().Select(feature => feature.GetProperty("id").GetString()));
        // A thousandth of a degree of latitude on the sphere.
        Assert.Equal(Sphere.Radius * Math.PI / 180_000, nearby[0].GetProperty("properties").GetProperty("distance").GetDouble(), 2);
        Assert.Equal([$"{_id}-a"], HttpHerd.IdsOf(await herd.ReadJsonAsync($"/v1/nearby?client={_id}&radius=1.2e2")));
        Assert.Equal([_id], HttpHerd.IdsOf(await herd.ReadJsonAsync("/v1/nearby?lat=-60&lon=1e1&limit=1")));
        Assert.Equal(10, HttpHerd.IdsOf(await WithManyAsync()).Length);
    }

    [Fact]
    public async Task A_client_is_named_by_any_bytes_in_a_query_too()
    {
        await herd.ReportAsync($"{_id}%FF+", """{"lat":-61,"lon":11}""");
        await herd.ReportAsync($"{_id}-other", """{"lat":-61,"lon":11}""");

        Assert.Equal([$"{_id}-other"], HttpHerd.IdsOf(await herd.ReadJsonAsync($"/v1/nearby?radius=1&client={_id}%fF+")));
        Assert.Equal([$"{_id}-other"], HttpHerd.IdsOf(await herd.ReadJsonAsync($"/v1/nearby?client={_id}%FF%2B&radius=1")));
    }

    [Theory]
    [InlineData("", "10 20")]
    [InlineData("?radius=50000&limit=3", "50 3")]
    [InlineData("?radius=0", "0 20")]
    [InlineData("?limit=0", "10 0")]
    public async Task Places_are_those_of_WHATSAT(string query, string bounds)
    {
        await herd.ReportAsync(_id, """{"lat":34.06893,"lon":-118.445127}""");
        using var client = await herd.Herd.ConnectAsync("Ada");
        await client.SendLineAsync($"WHATSAT {_id} {bounds}");

        Assert.Equal((await client.ReadWhatsAtAsync()).Places.Trim(), (await herd.ReadAsync($"/v1/clients/{_id}/places{query}")).Trim());
    }

    [Fact]
    public async Task Nearby_agrees_with_a_look_at_each_of_some_hundred_clients()
    {
        await using var node = await RunningHerd.StartOneAsync();
        using var http = new HttpClient();
        var random = new Random(15);
        var points = Enumerable.Range(0, 400).Select(_ => new GeoPoint(
            random.Next(4) == 0 ? random.Next(899_000_000, 900_000_001) : random.Next(-900_000_000, 900_000_001),
            random.Next(4) == 0 ? random.Next(1_799_000_000, 1_800_000_001) : random.Next(-1_800_000_000, 1_800_000_001))).ToList();
        var lines = points.Select((point, i) => string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":\"{i}\",\"lat\":{Degrees(point.Latitude)},\"lon\":{Degrees(point.Longitude)}}}\n"));
        using (var reported = await HttpHerd.SendAsync(http, node.HttpOf("Goloman"), "POST", "/v1/clients", HttpHerd.Lines(string.Concat(lines))))
            Assert.Equal(HttpStatusCode.OK, reported.StatusCode);

        for (var (i, radius) = (0, 1_000.0); i < 60; i++, radius = Math.Pow(10, random.NextDouble() * 7.5))
        {
            var sphere = new Sphere((double)points[i].Latitude / GeoPoint.PerDegree, (double)points[i].Longitude / GeoPoint.PerDegree);
            var expected = points.Select((point, number) => (Number: number, Distance: sphere.DistanceTo(point)))
                .Where(other => other.Number != i && other.Distance <= radius).OrderBy(other => other.Distance).Take(25).ToList();

            using var answer = await HttpHerd.SendAsync(http, node.HttpOf("Goloman"), "GET", string.Create(CultureInfo.InvariantCulture, $"/v1/nearby?client={i}&limit=25&radius={radius:F6}"));
            var found = HttpHerd.Parse(await answer.Content.ReadAsStringAsync());

            Assert.Equal(expected.Select(other => $"{other.Number}"), HttpHerd.IdsOf(found));
            Assert.Equal(expected.Select(other => other.Distance), found.GetProperty("features").EnumerateArray().Select(DistanceOf), (one, other) => Math.Abs(one - other) < 0.01);
        }

        static decimal Degrees(int units) => (decimal)units / GeoPoint.PerDegree;
        static double DistanceOf(JsonElement feature) => feature.GetProperty("properties").GetProperty("distance").GetDouble();
    }

    private async Task<JsonElement> WithManyAsync()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 15; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"{_id}-many-{i}\",\"lat\":-62,\"lon\":12}}\n");
        await herd.PostAsync(HttpHerd.Lines(lines.ToString()));
        return await herd.ReadJsonAsync("/v1/nearby?lat=-62&lon=12");
    }
}

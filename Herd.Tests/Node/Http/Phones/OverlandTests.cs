using Xunit;

namespace Herd.Tests.Node.Http.Phones;

/// <summary>Batches have the forms that Overland and Colota send.</summary>
[Collection(HttpTests.Name)]
public sealed class OverlandTests : IDisposable
{
    private const string Ok = """{"result":"ok"}""";

    private readonly string _id = $"o{Guid.NewGuid():N}";
    private readonly HttpHerd _herd;
    private readonly Phone _phone;

    public OverlandTests(HttpHerd herd)
    {
        _herd = herd;
        _phone = new Phone(herd.Herd.HttpOf("Ada"));
    }

    public void Dispose() => _phone.Dispose();

    [Fact]
    public async Task What_Overland_says_is_stored()
    {
        var answer = await _phone.ReportAsync("POST", "/overland", $$$"""
            {"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-122.030581,37.3318]},
            "properties":{"timestamp":"2026-08-01T03:00:00-0700","altitude":80,"speed":4,"course":-1,"horizontal_accuracy":30,"vertical_accuracy":-1,"speed_accuracy":-1,
            "motion":["driving","stationary"],"pauses":false,"activity":"other_navigation","desired_accuracy":100,"deferred":1000,"significant_change":"disabled",
            "locations_in_payload":1,"battery_state":"charging","battery_level":0.8,"device_id":"{{{_id}}}","wifi":"","unique_id":"1234"}}],
            "current":{"type":"Feature"},"trip":{"distance":5}}
            """);

        Assert.Equal((Ok, null), answer);
        Assert.Equal("[-122.030581,37.3318] 2026-08-01T10:00:00Z accuracy=30 altitude=80 speed=4 battery=0.8 charging=true", await _phone.KnownAsync(_id));
    }

    [Theory]
    [InlineData("""{"locations":[LOCATION],"device_id":"ID"}""")]
    [InlineData("""{"device_id":"ID","locations":[LOCATION]}""")]
    [InlineData("""{"device_id":"I\u0044","other":{"device_id":"other","locations":[1]},"locations":[LOCATION]}""")]
    public async Task Colota_says_the_ID_beside_the_batch(string body)
    {
        // JSON escapes in the ID are allowed.
        body = body.Replace("I\\u0044", string.Concat(_id.Select(c => $"\\u{(int)c:x4}")), StringComparison.Ordinal).Replace("ID", _id, StringComparison.Ordinal);

        Assert.Equal((Ok, null), await _phone.ReportAsync("POST", "/overland", body.Replace("LOCATION", Location(1785578400, 1, "\"device_id\":\"\","), StringComparison.Ordinal)));

        Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync(_id));
    }

    [Fact]
    public async Task The_ID_may_be_in_the_URL_or_the_credentials()
    {
        var body = $$"""{"locations":[{{Location(1785578400, 1)}}]}""";

        Assert.Equal((Ok, null), await _phone.ReportAsync("POST", $"/overland?id={_id}%2Fx", body));
        Assert.Equal((Ok, null), await _phone.ReportAsync("POST", "/overland", body, key: HttpHerd.Writer));
        using var bearer = await _phone.SendAsync("POST", "/overland", body, headers: [("Authorization", "Bearer writer-0123456789abcdef")]);
        Assert.Equal((Ok, "1; no ID"), await _phone.ReportAsync("POST", "/overland", body));

        Assert.Equal(200, (int)bearer.StatusCode);
        Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync($"{_id}/x"));
        Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync("writer"));
    }

    [Fact]
    public async Task One_location_of_a_wrong_clock_costs_no_other()
    {
        var ahead = Location(DateTimeOffset.UtcNow.AddYears(20).ToUnixTimeSeconds(), 3, $"\"device_id\":\"{_id}\",");
        var body = $$"""{"locations":[{{Location(1785578400, 1, $"\"device_id\":\"{_id}\",")}},{{ahead}}]}""";

        Assert.Equal((Ok, "1; the time is too far ahead of the node's clock"), await _phone.ReportAsync("POST", "/overland", body));

        Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync(_id));
    }

    [Fact]
    public async Task Of_thousands_in_any_order_the_newest_is_flooded_alone()
    {
        var status = await SequenceAsync();
        var locations = Enumerable.Range(0, 5000).Select(number => Location(1785578400 + number, number % 90, $"\"device_id\":\"{_id}\",")).ToArray();
        new Random(2).Shuffle(locations);

        Assert.Equal((Ok, null), await _phone.ReportAsync("POST", "/overland", $$"""{"locations":[{{string.Join(',', locations)}}]}"""));

        Assert.Equal("[2,49] 2026-08-01T11:23:19Z", await _phone.KnownAsync(_id));
        Assert.Equal(status + 1, await SequenceAsync());
    }

    [Fact]
    public async Task A_batch_sent_again_after_its_answer_was_lost_changes_nothing()
    {
        var body = $$"""{"locations":[{{Location(1785578500, 3)}},{{Location(1785578400, 1)}}]}""";
        await _phone.ReportAsync("POST", $"/overland?id={_id}", body);
        var (known, status) = (await _herd.ReadAsync($"/v1/clients/{_id}"), await SequenceAsync());

        Assert.Equal((Ok, null), await _phone.ReportAsync("POST", $"/overland?id={_id}", body));

        Assert.Equal(known, await _herd.ReadAsync($"/v1/clients/{_id}"));
        Assert.Equal(status, await SequenceAsync());
    }

    [Fact]
    public async Task What_is_no_location_is_dropped_from_among_the_others()
    {
        var (answer, dropped) = await _phone.ReportAsync("POST", $"/overland?id={_id}", $$$"""
            {"locations":[
            {"type":"Feature","properties":{"timestamp":"2026-08-01T12:00:00Z","action":"paused_location_updates"}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[9,9]},"properties":{"timestamp":"2026-08-01T12:00:00Z","action":"visit","arrival_date":null}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[9,9]},"properties":{"timestamp":"2026-08-01T12:00:00Z","type":"trip","mode":"car"}},
            {"type":"Feature","geometry":null,"properties":{"timestamp":"2026-08-01T12:00:00Z"}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[9]},"properties":{"timestamp":"2026-08-01T12:00:00Z"}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[9,91]},"properties":{"timestamp":"2026-08-01T12:00:00Z"}},
            null,7,[],{{{Location(1785578400, 1)}}},"x"]}
            """);

        Assert.Equal((Ok, "10; no GeoJSON Feature with a Point"), (answer, dropped));
        Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync(_id));
    }

    [Fact]
    public async Task Many_devices_in_one_batch_are_all_stored()
    {
        var locations = Enumerable.Range(0, 1000).Select(number => Location(1785578400, 1, $"\"device_id\":\"{_id}/{number}\","));

        await _phone.ReportAsync("POST", "/overland", $$"""{"locations":[{{string.Join(',', locations)}}]}""");

        foreach (var number in new[] { 0, 255, 256, 511, 999 })
            Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await _phone.KnownAsync($"{_id}/{number}"));
    }

    [Fact]
    public async Task A_key_stores_what_it_may_and_is_refused_where_it_may_nothing()
    {
        var mine = Location(1785578400, 1, $"\"device_id\":\"jane/{_id}\",");
        var other = Location(1785578400, 1, $"\"device_id\":\"john/{_id}\",");

        var (_, dropped) = await _phone.ReportAsync("POST", "/overland", $$"""{"locations":[{{other}},{{mine}}]}""", key: HttpHerd.Jane);
        using var refused = await _phone.SendAsync("POST", "/overland", $$"""{"locations":[{{other}}]}""", key: HttpHerd.Jane);

        Assert.Equal("1; the key may not report this client", dropped);
        Assert.Equal(403, (int)refused.StatusCode);
        Assert.NotNull(await _phone.KnownAsync($"jane/{_id}"));
        Assert.Null(await _phone.KnownAsync($"john/{_id}"));
    }

    private static string Location(long time, int latitude, string properties = "") =>
        $$$"""{"type":"Feature","geometry":{"type":"Point","coordinates":[2,{{{latitude}}}]},"properties":{{{{properties}}}"timestamp":{{{time}}}}}""";

    private async Task<long> SequenceAsync()
    {
        var status = await _herd.ReadJsonAsync("/status");
        return status.GetProperty("vector").EnumerateObject().Where(origin => origin.Name.StartsWith("Ada", StringComparison.Ordinal)).Max(origin => origin.Value.GetInt64());
    }
}

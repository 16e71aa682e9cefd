using System.Globalization;
using Xunit;

namespace Herd.Tests.Node.Http.Phones;

/// <summary>Requests have the forms that Traccar Client 1 to 10, GPSLogger, Colota and other OsmAnd senders use.</summary>
[Collection(HttpTests.Name)]
public sealed class TraccarTests : IDisposable
{
    private const string Form = "application/x-www-form-urlencoded";

    private readonly string _id = $"t{Guid.NewGuid():N}";
    private readonly HttpHerd _herd;
    private readonly Phone _phone;

    public TraccarTests(HttpHerd herd)
    {
        _herd = herd;
        _phone = new Phone(herd.Herd.HttpOf("Ada"));
    }

    public void Dispose() => _phone.Dispose();

    [Theory]
    [InlineData("id=ID&timestamp=1785578400&lat=34.0689&lon=-118.4451&speed=10.0&bearing=90.5&altitude=12.5&accuracy=3.0&batt=85.0&charge=true&mock=true", "[-118.4451,34.0689] 2026-08-01T10:00:00Z accuracy=3 altitude=12.5 speed=5.144444 course=90.5 battery=0.85 charging=true")]
    [InlineData("deviceid=ID&timestamp=1785578400123&location=34.0689,-118.4451&heading=0&speed=0", "[-118.4451,34.0689] 2026-08-01T10:00:00.123Z speed=0 course=0")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01T10:00:00Z&accuracy=&batt=", "[2,1] 2026-08-01T10:00:00Z")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01T12:00:00.5%2B02:00", "[2,1] 2026-08-01T10:00:00.5Z")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01T12:00:00+02:00", "[2,1] 2026-08-01T10:00:00Z")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01T05:30:00-0430", "[2,1] 2026-08-01T10:00:00Z")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01%2010:00:00", "[2,1] 2026-08-01T10:00:00Z")]
    [InlineData("id=ID&lat=1&lon=2&timestamp=2026-08-01T10:00:00&hdop=1&alarm=sos&unknown=x&unknown=y", "[2,1] 2026-08-01T10:00:00Z")]
    public async Task Query_and_form_say_the_same(string parameters, string known)
    {
        foreach (var (method, inBody, type) in new[] { ("GET", false, Form), ("POST", false, Form), ("POST", true, Form), ("POST", true, "text/plain") })
        {
            var id = $"{_id}/{method}{inBody}{type.Length}";
            var filled = parameters.Replace("=ID", $"={Uri.EscapeDataString(id)}", StringComparison.Ordinal);

            var answer = inBody
                ? await _phone.ReportAsync(method, "/traccar", filled, type)
                : await _phone.ReportAsync(method, $"/traccar?{filled}", method == "GET" ? null : "", type);

            Assert.Equal(("", null), answer);
            Assert.Equal(known, await _phone.KnownAsync(id));
        }
    }

    [Theory]
    [InlineData(
        """{"location":{"timestamp":"2026-08-01T10:00:00.577Z","coords":{"latitude":-20.4178477,"longitude":-40.3370157,"accuracy":100,"speed":-1,"heading":-1,"altitude":2.4},"is_moving":false,"odometer":0,"event":"heartbeat","battery":{"level":0.69,"is_charging":false},"activity":{"type":"still"},"extras":{},"_":"&id=ID&lat=-20.4178477&lon=-40.3370157&timestamp=2026-08-01T10:00:00.577Z&"},"device_id":"ID"}""",
        "[-40.3370157,-20.4178477] 2026-08-01T10:00:00.577Z accuracy=100 altitude=2.4 battery=0.69 charging=false")]
    [InlineData(
        """{"device_id":"ID","location":{"timestamp":1785578400577,"coords":{"latitude":"52.12345","longitude":"-2.12345","accuracy":15,"altitude":380,"speed":5,"heading":180}}}""",
        "[-2.12345,52.12345] 2026-08-01T10:00:00.577Z accuracy=15 altitude=380 speed=5 course=180")]
    [InlineData("""  {"id":"ID","lat":1,"lon":2,"timestamp":1785578400,"batt":50}""", "[2,1] 2026-08-01T10:00:00Z battery=0.5")]
    public async Task JSON_has_the_speed_in_metres_a_second(string json, string known)
    {
        Assert.Equal(("", null), await _phone.ReportAsync("POST", "/traccar", json.Replace("ID", _id, StringComparison.Ordinal)));

        Assert.Equal(known, await _phone.KnownAsync(_id));
    }

    [Fact]
    public async Task A_list_may_be_in_any_order_and_each_device_s_newest_counts()
    {
        var random = new Random(1);
        var locations = Enumerable.Range(0, 3000).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $$$$"""{"device_id":"{{{{_id}}}}/{{{{number % 3}}}}","location":{"timestamp":{{{{1785578400 + number}}}},"coords":{"latitude":{{{{number / 100.0}}}},"longitude":2}}}""")).ToArray();
        random.Shuffle(locations);

        await _phone.ReportAsync("POST", "/traccar", $"[{string.Join(',', locations)}]", null);

        Assert.Equal("[2,29.97] 2026-08-01T10:49:57Z", await _phone.KnownAsync($"{_id}/0"));
        Assert.Equal("[2,29.98] 2026-08-01T10:49:58Z", await _phone.KnownAsync($"{_id}/1"));
        Assert.Equal("[2,29.99] 2026-08-01T10:49:59Z", await _phone.KnownAsync($"{_id}/2"));
    }

    [Fact]
    public async Task Without_a_time_a_report_is_of_now()
    {
        var before = DateTimeOffset.UtcNow;

        await _phone.ReportAsync("GET", $"/traccar?id={_id}&lat=1&lon=2");

        var time = (await _herd.ReadJsonAsync($"/v1/clients/{_id}")).GetProperty("properties").GetProperty("time").GetDateTimeOffset();
        Assert.InRange(time, before, DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("id=ID&timestamp=1785578460&batt=50")]
    [InlineData("id=ID&timestamp=1785578460&lat=91&lon=0")]
    [InlineData("id=ID&timestamp=1785578460&lat=0&lon=180.1")]
    [InlineData("id=ID&timestamp=1785578460&lat=NaN&lon=0")]
    [InlineData("id=ID&timestamp=1785578460&lat=1e999&lon=0")]
    [InlineData("id=ID&timestamp=1785578460&lat=&lon=")]
    [InlineData("id=ID&timestamp=-5&lat=1&lon=2")]
    [InlineData("id=ID&timestamp=0&lat=1&lon=2")]
    [InlineData("id=ID&timestamp=yesterday&lat=1&lon=2")]
    [InlineData("id=ID&timestamp=1e27&lat=1&lon=2")]
    [InlineData("id=ID&timestamp=99999999999&lat=1&lon=2")]
    [InlineData("id=ID%20x&timestamp=1785578460&lat=1&lon=2")]
    [InlineData("timestamp=1785578460&lat=1&lon=2")]
    public async Task What_is_of_no_use_is_taken_and_dropped(string parameters)
    {
        await _phone.ReportAsync("GET", $"/traccar?id={_id}&lat=5&lon=6&timestamp=1785578400");

        var (answer, dropped) = await _phone.ReportAsync("GET", $"/traccar?{parameters.Replace("ID", _id, StringComparison.Ordinal)}");

        Assert.Equal("", answer);
        Assert.StartsWith("1; ", dropped, StringComparison.Ordinal);
        Assert.Equal("[6,5] 2026-08-01T10:00:00Z", await _phone.KnownAsync(_id));
    }

    /// <summary>Browsers request a page's images with GET and without Origin.</summary>
    [Fact]
    public async Task A_page_of_another_site_moves_nobody_by_GET()
    {
        using var response = await _phone.SendAsync("GET", $"/traccar?id={_id}&lat=1&lon=2", headers: [("Sec-Fetch-Site", "cross-site")]);
        // Without TLS browsers don't send Sec-Fetch-Site.
        using var silent = await _phone.SendAsync("GET", $"/traccar?id={_id}&lat=1&lon=2", headers: [("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")]);
        using var picture = await _phone.SendAsync("GET", $"/traccar?id={_id}&lat=1&lon=2", headers: [("Accept", "image/avif,image/webp,*/*;q=0.8")]);
        Assert.Equal((403, 403), ((int)silent.StatusCode, (int)picture.StatusCode));
        using var renamed = await _phone.SendAsync("GET", $"/traccar?id={_id}&lat=1&lon=2", headers: [("Host", "evil.example")]);

        Assert.Equal((403, 403), ((int)response.StatusCode, (int)renamed.StatusCode));
        Assert.Null(await _phone.KnownAsync(_id));
    }
}

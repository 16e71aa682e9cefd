using System.Text;
using System.Text.Json;
using Sodium;
using Xunit;

namespace Herd.Tests.Node.Http.Phones;

/// <summary>Payloads have the forms that the apps for Android and iOS send in HTTP mode.</summary>
[Collection(HttpTests.Name)]
public sealed class OwnTracksTests : IDisposable
{
    /// <summary>Padded with zeros to the length of a libsodium key.</summary>
    private static readonly byte[] Key = [.. "sesame, open"u8, .. new byte[20]];

    private readonly string _user = $"u{Guid.NewGuid():N}";
    private readonly HttpHerd _herd;
    private readonly Phone _phone;

    public OwnTracksTests(HttpHerd herd)
    {
        _herd = herd;
        _phone = new Phone(herd.Herd.HttpOf("Ada"));
    }

    public void Dispose() => _phone.Dispose();

    [Fact]
    public async Task What_the_app_for_Android_says_is_stored_in_the_herds_units()
    {
        var (answer, dropped) = await _phone.ReportAsync(
            "POST",
            "/owntracks",
            $$"""{"_type":"location","topic":"owntracks/{{_user}}/pixel","created_at":1785578402,"_id":"5b6e1b4e","source":"gps","t":"u","batt":85,"bs":2,"acc":13,"vac":3,"lat":34.0689,"lon":-118.4451,"alt":91,"vel":36,"cog":270,"tst":1785578400,"m":1,"conn":"w","inregions":["home"],"BSSID":"aa:bb","SSID":"net","tid":"xl"}""",
            "application/json; charset=utf-8",
            headers: [("X-Limit-U", _user), ("X-Limit-D", "pixel"), ("User-Agent", "Owntracks-Android/gms/420500000")]);

        Assert.Null(dropped);
        Assert.DoesNotContain(_user, answer, StringComparison.Ordinal);
        Assert.Equal(
            "[-118.4451,34.0689] 2026-08-01T10:00:00Z accuracy=13 altitude=91 speed=10 course=270 battery=0.85 charging=true tid=xl",
            await _phone.KnownAsync($"{_user}/pixel"));
    }

    [Theory]
    [InlineData("""{"_type":"location","lat":"34.0689","lon":"-118.4451","tst":"1785578400","acc":"13","vel":"18","batt":"100"}""", "[-118.4451,34.0689] 2026-08-01T10:00:00Z accuracy=13 speed=5 battery=1")]
    [InlineData("""{"_type":"location","lat":-90,"lon":180,"tst":1785578400123,"acc":-1,"vel":-1,"cog":-1,"alt":1e999,"batt":-1}""", "[180,-90] 2026-08-01T10:00:00.123Z")]
    [InlineData("""{"_type":"location","lat":1e1,"lon":2,"tst":"2026-08-01T10:00:00Z","tid":"far too long for a tid"}""", "[2,10] 2026-08-01T10:00:00Z")]
    [InlineData("\uFEFF{\"_type\":\"location\",\"lat\":1,\"lon\":2,\"tst\":1785578400}", "[2,1] 2026-08-01T10:00:00Z")]
    [InlineData("""{"_type":"location","lat":10.5,"lon":2,"tst":1785578400.5,"batt":101,"cog":361,"tid":{},"acc":[1],"new":{"a":[{}]}}""", "[2,10.5] 2026-08-01T10:00:00.5Z")]
    public async Task Numbers_may_be_text_and_what_is_not_known_is_left_out(string message, string known)
    {
        var id = $"{_user}/{Guid.NewGuid():N}";
        await _phone.ReportAsync("POST", $"/owntracks?u={_user}&d={id.Split('/')[1]}", message);

        Assert.Equal(known, await _phone.KnownAsync(id));
    }

    [Theory]
    [InlineData("?u=Q&d=R", "X", "Y", "owntracks/T/S", "B:x", "X/Y")]
    [InlineData("?u=Q&d=R", null, null, "owntracks/T/S", "B:x", "Q/R")]
    [InlineData("?d=R", "X", null, "owntracks/T/S", null, "X/R")]
    [InlineData("", null, null, "owntracks/T/S", "B:x", "T/S")]
    [InlineData("", null, null, "owntracks/T/S/event", null, "T/S")]
    [InlineData("", null, null, "owntracks/T", null, "T")]
    [InlineData("", null, null, null, "B:x", "B")]
    [InlineData("", "X", null, null, "B:x", "X")]
    [InlineData("", null, "Y", null, "B:x", "B/Y")]
    [InlineData("", null, null, null, null, null)]
    public async Task The_ID_is_in_headers_query_topic_or_credentials(string query, string? user, string? device, string? topic, string? basic, string? id)
    {
        // Without keys, Basic only identifies the phone.
        await using var herd = await RunningHerd.StartOneAsync();
        using var phone = new Phone(herd.HttpOf("Goloman"));
        (string, string)[] headers = [.. new[] { ("X-Limit-U", user), ("X-Limit-D", device) }.Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))];

        var (_, dropped) = await phone.ReportAsync(
            "POST", $"/owntracks{query}", $$"""{"_type":"location","lat":1,"lon":2,"tst":1785578400{{(topic is null ? "" : $",\"topic\":\"{topic}\"")}}}""", key: basic, headers: headers);

        Assert.Equal(id is null ? "1; no ID" : null, dropped);
        if (id is not null)
            Assert.Equal("[2,1] 2026-08-01T10:00:00Z", await phone.KnownAsync(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"_type":"lwt","tst":1785578400}""")]
    [InlineData("""{"_type":"waypoint","desc":"home","lat":1,"lon":2,"rad":50,"tst":1785578400}""")]
    [InlineData("""{"_type":"waypoints","waypoints":[{"_type":"waypoint","lat":1,"lon":2,"tst":1785578400}]}""")]
    [InlineData("""{"_type":"transition","event":"enter","lat":1,"lon":2,"tst":1785578400,"wtst":1,"acc":5,"tid":"xl"}""")]
    [InlineData("""{"_type":"card","name":"Jane","tid":"xl"}""")]
    [InlineData("""{"_type":"status","android":{"wifi":1}}""")]
    [InlineData("""{"_type":"dump","configuration":{}}""")]
    [InlineData("""{"_type":"cmd","action":"reportLocation"}""")]
    public async Task Other_messages_are_taken_and_move_nobody(string message)
    {
        await _phone.ReportAsync("POST", $"/owntracks?u={_user}&d=a", """{"_type":"location","lat":5,"lon":6,"tst":1785578400}""");

        Assert.Equal(("[]", null), await _phone.ReportAsync("POST", "/owntracks", message, headers: [("X-Limit-U", _user), ("X-Limit-D", "phone")]));

        Assert.Null(await _phone.KnownAsync($"{_user}/phone"));
    }

    [Fact]
    public async Task A_message_sent_again_changes_nothing_and_an_older_one_neither()
    {
        const string Newer = """{"_type":"location","lat":1,"lon":2,"tst":1785578460,"acc":1}""";
        var path = $"/owntracks?u={_user}&d=phone";
        await _phone.ReportAsync("POST", path, Newer);
        var known = await _herd.ReadAsync($"/v1/clients/{_user}%2Fphone");

        foreach (var message in new[] { Newer, """{"_type":"location","lat":3,"lon":4,"tst":1785578400}""", Newer.Replace("\"lat\":1", "\"lat\":9", StringComparison.Ordinal) })
            Assert.Null((await _phone.ReportAsync("POST", path, message)).Dropped);

        Assert.Equal(known, await _herd.ReadAsync($"/v1/clients/{_user}%2Fphone"));
    }

    [Fact]
    public async Task A_node_that_heard_none_of_them_tells_of_friends()
    {
        await _phone.ReportAsync("POST", $"/owntracks?u={_user}&d=tablet", """{"_type":"location","lat":1.5,"lon":2.25,"tst":1785578400,"acc":12,"vel":36,"batt":85,"alt":7,"cog":90,"tid":"ta"}""");
        await _phone.ReportAsync("GET", $"/traccar?id={_user}/bike&lat=3&lon=4&timestamp=1785578401");
        await _herd.ReportAsync("van", """{"lat":-5,"lon":6,"attributes":{"battery":"full","tid":7}}""");
        await _herd.ReportAsync($"{_user}x%2Fother", """{"lat":7,"lon":8}""");
        foreach (var id in new[] { $"{_user}%2Ftablet", $"{_user}%2Fbike", "van", $"{_user}x%2Fother" })
            await _herd.AwaitAsync($"/v1/clients/{id}", "Bo", (status, _) => status == 200);

        using var other = new Phone(_herd.Herd.HttpOf("Bo"));
        var (answer, _) = await other.ReportAsync("POST", $"/owntracks?u={_user}&d=phone", """{"_type":"location","lat":1,"lon":2,"tst":1785578400}""");

        // Another test's van may be among them.
        var friends = HttpHerd.Parse(answer).EnumerateArray().ToDictionary(friend => friend.GetProperty("topic").GetString()!);
        friends.Remove("owntracks/jane/van");
        Assert.Equal([.. new[] { "owntracks/van", $"owntracks/{_user}/bike", $"owntracks/{_user}/tablet" }.Order()], friends.Keys.Order());
        Assert.Equal(
            $$"""{"_type":"location","tid":"ta","lat":1.5,"lon":2.25,"tst":1785578400,"acc":12,"alt":7,"vel":36,"cog":90,"batt":85,"topic":"owntracks/{{_user}}/tablet"}""",
            friends[$"owntracks/{_user}/tablet"].GetRawText());
        Assert.Equal("ke", friends[$"owntracks/{_user}/bike"].GetProperty("tid").GetString());
        // The app would reject a string or a fraction.
        Assert.False(friends["owntracks/van"].TryGetProperty("batt", out _));
    }

    [Fact]
    public async Task Friends_who_would_have_one_name_have_their_IDs()
    {
        foreach (var device in new[] { "a-phone", "b-phone", "tablet" })
            await _phone.ReportAsync("POST", $"/owntracks?u={_user}&d={device}", """{"_type":"location","lat":1,"lon":2,"tst":1785578400}""");

        var (answer, _) = await _phone.ReportAsync("POST", $"/owntracks?u={_user}&d=me", """{"_type":"location","lat":1,"lon":2,"tst":1785578400}""");

        var names = HttpHerd.Parse(answer).EnumerateArray()
            .Where(friend => friend.GetProperty("topic").GetString()!.Contains(_user, StringComparison.Ordinal)).Select(friend => friend.GetProperty("tid").GetString());
        Assert.Equal([.. new[] { "et", $"{_user}/a-phone", $"{_user}/b-phone" }.Order()], names.Order());
    }

    [Fact]
    public async Task A_key_hears_of_those_friends_only_whom_it_may_read()
    {
        await _herd.ReportAsync("van", """{"lat":-5,"lon":6}""");
        await _herd.ReportAsync("jane%2Fvan", """{"lat":-5,"lon":7}""");
        const string Message = """{"_type":"location","lat":1,"lon":2,"tst":1785578400}""";

        var (jane, _) = await _phone.ReportAsync("POST", $"/owntracks?u=jane&d={_user}", Message, key: HttpHerd.Jane);
        var (writer, _) = await _phone.ReportAsync("POST", $"/owntracks?u=jane&d={_user}", Message, key: HttpHerd.Writer);

        var topics = HttpHerd.Parse(jane).EnumerateArray().Select(friend => friend.GetProperty("topic").GetString()!).ToList();
        Assert.Single(topics, topic => topic == "owntracks/jane/van");
        Assert.All(topics, topic => Assert.StartsWith("owntracks/jane/", topic, StringComparison.Ordinal));
        Assert.DoesNotContain($"owntracks/jane/{_user}", topics);
        Assert.Equal("[]", writer);
    }

    [Fact]
    public async Task An_encrypted_message_is_read_and_its_answer_is_encrypted()
    {
        await _herd.ReportAsync("jane%2Fvan", """{"lat":-5,"lon":7}""");
        var message = Encrypt($$"""{"_type":"location","lat":34.0689,"lon":-118.4451,"tst":1785578400,"vel":36,"topic":"owntracks/jane/{{_user}}"}""");

        var (answer, dropped) = await _phone.ReportAsync("POST", "/owntracks", message, key: HttpHerd.Jane);

        Assert.Null(dropped);
        Assert.Equal("[-118.4451,34.0689] 2026-08-01T10:00:00Z speed=10", await _phone.KnownAsync($"jane/{_user}"));
        var encrypted = HttpHerd.Parse(answer);
        Assert.Equal("encrypted", encrypted.GetProperty("_type").GetString());
        var bytes = encrypted.GetProperty("data").GetBytesFromBase64();
        var friends = HttpHerd.Parse(Encoding.UTF8.GetString(SecretBox.Open(bytes[24..], bytes[..24], Key)));
        Assert.Contains(friends.EnumerateArray(), friend => friend.GetProperty("topic").GetString() == "owntracks/jane/van");
    }

    [Fact]
    public async Task What_was_made_by_libsodium_elsewhere_is_opened()
    {
        // From Debian's libsodium in C, with the nonce 0, 1, … 23.
        const string Data = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXWrkHzCyNGoO6vv+Vqo3zgq1QAJRLJg7YzwsRHPhyY3AvZiHDSXK9akZpJsVAV10YDvJQhzGWj/RoUakBvKSzUPycNQRIC2fBXnHQ4Qh77vExP65QiQ==";

        await _phone.ReportAsync("POST", "/owntracks", $$"""{"_type":"encrypted","data":"{{Data}}"}""", key: HttpHerd.Jane, headers: [("X-Limit-U", "jane"), ("X-Limit-D", _user)]);

        Assert.Equal("[13.4,52.5] 2026-08-01T10:00:00Z battery=0.5", await _phone.KnownAsync($"jane/{_user}"));
    }

    [Theory]
    [InlineData("other", HttpHerd.Jane)]
    [InlineData("short", HttpHerd.Jane)]
    [InlineData("nonsense", HttpHerd.Jane)]
    [InlineData("nothing", HttpHerd.Jane)]
    [InlineData("zeros", HttpHerd.Jane)]
    [InlineData("right", HttpHerd.Writer)]
    [InlineData("right", null)]
    public async Task A_payload_that_the_key_does_not_open_is_a_wrong_key(string data, string? key)
    {
        var message = data switch
        {
            "other" => Encrypt("{}", [.. new byte[32]]),
            "short" => """{"_type":"encrypted","data":"AAAA"}""",
            "nonsense" => """{"_type":"encrypted","data":"*"}""",
            "zeros" => $$"""{"_type":"encrypted","data":"{{Convert.ToBase64String(new byte[24 + 20])}}"}""",
            "nothing" => """{"_type":"encrypted"}""",
            _ => Encrypt("{}"),
        };

        using var response = await _phone.SendAsync("POST", $"/owntracks?u=jane&d={_user}", message, key: key);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.DoesNotContain("sesame", await HttpProblem.DetailAsync(response), StringComparison.Ordinal);
    }

    private static string Encrypt(string message, byte[]? key = null)
    {
        var nonce = SecretBox.GenerateNonce();
        return $$"""{"_type":"encrypted","data":"{{Convert.ToBase64String([.. nonce, .. SecretBox.Create(Encoding.UTF8.GetBytes(message), nonce, key ?? Key)])}}"}""";
    }
}

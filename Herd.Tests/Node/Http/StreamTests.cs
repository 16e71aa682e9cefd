using System.Buffers.Text;
using System.Text;
using Herd.Actors.Streams;
using Herd.Node.Http;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public sealed class StreamTests(HttpHerd herd) : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly string _id = $"stream-{Guid.NewGuid():N}";

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_reader_gets_what_there_is_and_then_what_happens()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");
        await using var stream = await OpenAsync($"?client={_id}");

        Assert.Equal($"move {_id}", await stream.NextAsync());
        Assert.Equal("ready", await stream.NextAsync());
        Assert.NotEqual(EventId.Beginning, stream.LastId);
        await herd.ReportAsync(_id, """{"lat":1,"lon":3,"time":11}""", node: "Bo");
        Assert.Equal($"move {_id}", await stream.NextAsync());
        await herd.SendAsync("DELETE", $"/v1/clients/{_id}", key: HttpHerd.Ops);
        Assert.Equal($"gone {_id}", await stream.NextAsync());
    }

    [Fact]
    public async Task A_reader_of_a_box_hears_who_leaves_it_and_of_nobody_else()
    {
        await using var stream = await OpenAsync("?bbox=50,50,51,51");
        Assert.Equal("ready", (await stream.ReadToAsync("ready"))[^1]);

        await herd.ReportAsync(_id + "-far", """{"lat":60,"lon":2,"time":10}""");
        await herd.ReportAsync(_id, """{"lat":50.5,"lon":50.5,"time":11}""");
        await herd.ReportAsync(_id, """{"lat":60,"lon":2,"time":12}""");
        await herd.ReportAsync(_id, """{"lat":61,"lon":2,"time":13}""");
        await herd.ReportAsync(_id + "-last", """{"lat":50.5,"lon":50.5,"time":14}""");

        Assert.Equal([$"move {_id}", $"leave {_id}", $"move {_id}-last"], await stream.ReadToAsync($"move {_id}-last"));
    }

    [Fact]
    public async Task A_parameter_counts_however_its_name_is_encoded()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");
        await herd.ReportAsync(_id + "-other", """{"lat":1,"lon":2,"time":10}""");

        await using var stream = await OpenAsync($"?%63lient={_id}");

        Assert.Equal([$"move {_id}", "ready"], await stream.ReadToAsync("ready"));
    }

    [Fact]
    public async Task Another_node_goes_on_behind_a_cursor()
    {
        await herd.ReportAsync(_id + "-1", """{"lat":1,"lon":2,"time":10}""");
        string after;
        await using (var stream = await OpenAsync(""))
        {
            await stream.ReadToAsync("ready");
            after = stream.LastId;
        }

        await herd.ReportAsync(_id + "-2", """{"lat":1,"lon":2,"time":10}""");
        foreach (var node in new[] { "Bo", "Ada" })
        {
            await herd.AwaitAsync($"/v1/clients/{_id}-2", node, (status, _) => status == 200);
            await using var header = await OpenAsync("", node, after);
            Assert.Equal([$"move {_id}-2", "ready"], await header.ReadToAsync("ready"));
            await using var query = await OpenAsync($"?after={after}", node);
            Assert.Equal([$"move {_id}-2", "ready"], await query.ReadToAsync("ready"));
        }
    }

    [Fact]
    public async Task Who_asks_for_something_else_with_a_cursor_begins_anew()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");
        await using var all = await OpenAsync("");
        await all.ReadToAsync("ready");

        await using var one = await OpenAsync($"?client={_id}", after: all.LastId);

        Assert.Equal(["reset", $"move {_id}", "ready"], await one.ReadToAsync("ready"));
    }

    [Fact]
    public async Task Who_comes_back_before_it_was_ready_begins_anew()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");

        await using var stream = await OpenAsync($"?client={_id}", after: EventId.Beginning);

        Assert.Equal(["reset", $"move {_id}", "ready"], await stream.ReadToAsync("ready"));
    }

    [Fact]
    public async Task A_cursor_of_what_no_node_has_is_answered_with_a_reset()
    {
        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");
        await using var stream = await OpenAsync($"?client={_id}");
        await stream.ReadToAsync("ready");
        var filter = stream.LastId.Split('.')[0];
        var vector = Herd.Actors.Locations.VersionVector.From([("Nobody", 1, 5)]);
        var cursor = new StreamCursor(vector, [], DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        await using var resumed = await OpenAsync($"?client={_id}", after: $"{filter}.{cursor.Text(herd.Herd.Settings.MakeCursorSeal())}");

        Assert.Equal(["reset", $"move {_id}", "ready"], await resumed.ReadToAsync("ready"));
    }

    [Fact]
    public async Task A_cursor_says_nothing_to_its_reader_and_is_taken_only_as_a_node_wrote_it()
    {
        string id;
        await using (var stream = await OpenAsync("", key: HttpHerd.Jane))
        {
            await stream.ReadToAsync("ready");
            id = stream.LastId;
        }

        var text = id.Split('.')[1];
        var bytes = Base64Url.DecodeFromChars(text);
        Assert.All(herd.Herd.Nodes, node => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(node))));
        bytes[^1] ^= 1;
        var cursor = StreamCursor.Parse(text, herd.Herd.Settings.MakeCursorSeal())!;
        foreach (var other in new[] { Base64Url.EncodeToString(bytes), text[..^4], Other(new CursorSeal(herd.Herd.Settings.Name, "another secret")) })
            Assert.Equal(400, (await herd.RefusalAsync("GET", $"/v1/stream?after={id.Split('.')[0]}.{other}", key: HttpHerd.Jane)).Status);

        string Other(CursorSeal seal) => new StreamCursor(cursor.Vector, cursor.Beyond, cursor.Time).Text(seal);
    }

    [Fact]
    public async Task A_key_with_a_pattern_hears_of_no_other_clients()
    {
        await using var stream = await OpenAsync("", key: HttpHerd.Jane);
        Assert.All(await stream.ReadToAsync("ready"), told => Assert.True(told is "ready" || told!.StartsWith("move jane/", StringComparison.Ordinal), told));

        await herd.ReportAsync(_id, """{"lat":1,"lon":2,"time":10}""");
        await herd.ReportAsync($"jane%2F{_id}", """{"lat":1,"lon":2,"time":10}""");

        Assert.Equal($"move jane/{_id}", await stream.NextAsync());
    }

    [Fact]
    public async Task A_key_that_may_not_read_gets_no_stream() =>
        Assert.Equal(403, (await herd.RefusalAsync("GET", "/v1/stream", key: HttpHerd.Writer)).Status);

    [Theory]
    [InlineData("abc")]
    [InlineData("00")]
    [InlineData("0000000000000000.")]
    [InlineData("0000000000000000.AAAA")]
    [InlineData("0000000000000000.AQAAAAAAAAAAAAAA")]
    [InlineData("zzzzzzzzzzzzzzzz.AQAAAAAAAAAAAgAAAA")]
    [InlineData("0000000000000000.AQAAAAAAAAAA____")]
    public async Task What_is_no_cursor_is_told_so(string after)
    {
        var (status, detail) = await herd.RefusalAsync("GET", $"/v1/stream?after={after}");

        Assert.Equal((400, $"expected the id of an event of a stream as after, found {after}"), (status, detail));
    }

    [Fact]
    public async Task A_cursor_that_is_too_long_is_refused() =>
        Assert.Equal(400, (await herd.RefusalAsync("GET", $"/v1/stream?after=0000000000000000.{new string('A', StreamCursor.MaxLength + 1)}")).Status);

    [Fact]
    public async Task More_readers_than_there_may_be_are_refused_and_a_stop_ends_those_there_are()
    {
        await using var one = await RunningHerd.StartOneAsync("herd.stream.max-readers=1");
        var node = one.HttpOf("Goloman");
        await using (var first = await EventStream.OpenAsync(_http, node))
        {
            await first.ReadToAsync("ready");
            using var refused = await _http.GetAsync(new Uri(node, "/v1/stream"));
            Assert.Equal(503, (int)refused.StatusCode);

            await one.StopAsync();
            Assert.Null(await first.NextAsync());
        }
    }

    [Fact]
    public async Task One_key_does_not_take_all_places()
    {
        await using var one = await RunningHerd.StartOneAsync(
            "herd.stream.max-readers=3", "herd.access.keys.ada.secret=ada-0123456789abcdef", "herd.access.keys.ada.may=[read]", "herd.access.keys.bo.secret=bo-0123456789abcdef", "herd.access.keys.bo.may=[read]");
        var node = one.HttpOf("Goloman");
        await using var first = await EventStream.OpenAsync(_http, node, key: "ada:ada-0123456789abcdef");
        await using (var second = await EventStream.OpenAsync(_http, node, key: "ada:ada-0123456789abcdef"))
        {
            await second.ReadToAsync("ready");
            using var refused = await HttpHerd.SendAsync(_http, node, "GET", "/v1/stream", key: "ada:ada-0123456789abcdef");
            Assert.Equal(
                (429, "the key ada has 2 readers of the node's stream already, half of herd.stream.max-readers; try another node"),
                ((int)refused.StatusCode, await HttpProblem.DetailAsync(refused)));
            await using var other = await EventStream.OpenAsync(_http, node, key: "bo:bo-0123456789abcdef");
            await other.ReadToAsync("ready");
        }
    }

    private Task<EventStream> OpenAsync(string query, string node = "Ada", string? after = null, string? key = null) =>
        EventStream.OpenAsync(_http, herd.Herd.HttpOf(node), query, after, key);
}

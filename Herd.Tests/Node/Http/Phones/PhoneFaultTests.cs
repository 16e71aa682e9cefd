using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.Xunit2;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;
using Herd.Node.Http;
using Herd.Node.Http.Phones;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Http.Phones;

[Collection(HttpTests.Name)]
public sealed class PhoneFaultTests : TestKit
{
    private const string Location = """{"_type":"location","lat":1,"lon":2,"tst":1785578400}""";
    private const string Batch = """{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[2,1]},"properties":{"timestamp":1785578400}}]}""";

    private readonly string _id = $"f{Guid.NewGuid():N}";
    private readonly NodeTelemetry _telemetry = new("Ada");
    private readonly HttpHerd _herd;
    private readonly Phone _phone;

    public PhoneFaultTests(HttpHerd herd)
    {
        _herd = herd;
        _phone = new Phone(herd.Herd.HttpOf("Ada"));
    }

    public static TheoryData<string, string, string?> Requests => new()
    {
        { "POST", "/owntracks?u=U&d=D", Location },
        { "GET", "/traccar?id=U&lat=1&lon=2", null },
        { "POST", "/traccar?id=U&lat=1&lon=2", "" },
        { "POST", "/overland?id=U", Batch },
    };

    protected override void AfterAll()
    {
        _phone.Dispose();
        base.AfterAll();
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_wrong_key_is_asked_for_a_right_one(string method, string path, string? body)
    {
        using var response = await _phone.SendAsync(method, path, body, key: "jane:wrong-0123456789abcdef");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_key_that_may_not_report_the_client_is_refused(string method, string path, string? body)
    {
        using var response = await _phone.SendAsync(method, path, body, key: HttpHerd.Jane);

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Without_a_key_where_one_is_needed_no_phone_is_let_in(string method, string path, string? body)
    {
        await using var node = await StartAsync(Reported.Instance, "herd.access.keys.jane { secret = jane-0123456789abcdef, may = [report] }");
        using var phone = new Phone(node.Uri);

        using var response = await phone.SendAsync(method, path, body);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_the_node_can_not_save_is_to_be_sent_again(string method, string path, string? body)
    {
        await using var node = await StartAsync(NotSaved.Instance);
        using var phone = new Phone(node.Uri);

        using var response = await phone.SendAsync(method, path, body);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("it could not be saved; try again, or at another node", await HttpProblem.DetailAsync(response));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_full_node_has_no_room_for_a_new_phone(string method, string path, string? body)
    {
        await using var node = await StartAsync(NotReported.Instance);
        using var phone = new Phone(node.Uri);

        using var response = await phone.SendAsync(method, path, body);

        Assert.Equal(507, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/owntracks?u=jane&d=x", """{"_type":"location","lat":91,"lon":2,"tst":1}""", 200, 1, 0, 0)]
    [InlineData("/owntracks?u=jane&d=x", "no JSON", 200, 1, 0, 0)]
    [InlineData("/traccar?id=jane/x&lat=1", "", 200, 1, 0, 0)]
    [InlineData("/traccar?lat=1&lon=2&id=%20", "", 200, 1, 0, 0)]
    [InlineData("/traccar?id=john/x&lat=1&lon=2", "", 403, 0, 1, 0)]
    [InlineData("/overland?id=jane/x", """{"locations":[{},{"type":"Feature"}]}""", 200, 2, 0, 0)]
    [InlineData("/overland?id=john/x", Batch, 403, 0, 1, 0)]
    [InlineData("/owntracks", """{"_type":"encrypted","data":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXWrkHzCyNGoO6vv"}""", 401, 0, 0, 1)]
    [InlineData("/traccar?id=jane/x&lat=1&lon=2", "", 200, 0, 0, 0)]
    public async Task What_is_not_stored_is_counted(string path, string body, int status, long invalid, long forbidden, long wrongKeys)
    {
        await using var node = await StartAsync(
            Reported.Instance, "herd.access.keys.jane { secret = jane-0123456789abcdef, may = [report], clients = \"jane/*\", owntracks-key = sesame }");
        using var phone = new Phone(node.Uri);

        using var response = await phone.SendAsync("POST", path, body, key: "jane:jane-0123456789abcdef");

        Assert.Equal(
            (status, invalid, forbidden, wrongKeys),
            ((int)response.StatusCode, _telemetry.RefusalsFor(RefusalReason.Invalid), _telemetry.RefusalsFor(RefusalReason.Forbidden), _telemetry.WrongHttpKeys));
    }

    [Theory]
    [InlineData("/owntracks?u=x&d=y", "{\"_type\":\"location\",\"lat\":1,\"lon\":2,\"x\":\"", 300_000)]
    [InlineData("/traccar?id=x", "{\"id\":\"x\",\"lat\":1,\"lon\":2,\"x\":\"", 300_000)]
    [InlineData("/traccar?id=x", "lat=1&lon=2&x=", 300_000)]
    [InlineData("/traccar?id=x", "[", 17_000_000)]
    [InlineData("/overland?id=x", "{\"locations\":[", 17_000_000)]
    public async Task Too_much_is_refused(string path, string beginning, int length)
    {
        using var response = await _phone.SendAsync("POST", path, beginning + new string(' ', length));

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("lat", "NaN")]
    [InlineData("lat", "1e999")]
    [InlineData("lat", "-1e-999")]
    [InlineData("lat", "91")]
    [InlineData("lat", "\"\\ud800\"")]
    [InlineData("lat", "[[[]]]")]
    [InlineData("lat", "null")]
    [InlineData("tst", "-1")]
    [InlineData("tst", "1e999")]
    [InlineData("tst", "9223372036854775808")]
    [InlineData("tst", "\"2026-13-45T99:99:99Z\"")]
    [InlineData("topic", "\"owntracks/\\ud800/x\"")]
    [InlineData("topic", "\"owntracks/\\u0000/\\n\"")]
    [InlineData("tid", "\"\\u0001\\u0002\"")]
    [InlineData("_type", "1")]
    public async Task Odd_values_are_no_fault_of_the_node(string name, string value)
    {
        var values = new Dictionary<string, string> { ["_type"] = "\"location\"", ["lat"] = "1", ["lon"] = "2", ["tst"] = "1785578400", ["topic"] = $"\"owntracks/{_id}/x\"", [name] = value };

        using var response = await _phone.SendAsync("POST", "/owntracks", $"{{{string.Join(',', values.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}");

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/owntracks", """{"\ud800":1,"_typ\ud800":"location","_type":"location"}""")]
    [InlineData("/traccar", """{"\ud800":1,"device_i\ud800":"x","location":{"coord\ud800":1}}""")]
    [InlineData("/traccar", """[{"\ud800":1}]""")]
    [InlineData("/overland", """{"\ud800":1,"location\ud800":[],"locations":[{"\ud800":1,"geometr\ud800":2}],"device_id":"\ud800"}""")]
    public async Task Names_that_are_no_text_are_no_fault_of_the_node(string path, string body)
    {
        using var response = await _phone.SendAsync("POST", path, body);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Whatever_comes_is_answered_and_the_node_goes_on()
    {
        string[] paths = ["/owntracks", "/traccar", "/overland", $"/owntracks?u={_id}&d=x", $"/traccar?id={_id}", $"/overland?id={_id}"];
        string[] seeds =
        [
            Location,
            Batch,
            """{"device_id":"x","location":{"timestamp":"2026-08-01T10:00:00Z","coords":{"latitude":1,"longitude":2,"speed":1},"battery":{"level":0.5}}}""",
            """[{"device_id":"x","location":[{"timestamp":1,"coords":{"latitude":1,"longitude":2}}]}]""",
            "id=x&lat=1&lon=2&timestamp=1785578400&speed=1",
            """{"_type":"encrypted","data":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXWrkHzCyNGoO6vv"}""",
            "{\"\\ud800\":1,\"_type\":\"location\",\"lat\":1,\"lon\":2,\"locations\":[{\"\\ud800\":1}]}",
            new string('[', 1000),
            string.Concat(Enumerable.Repeat("{\"a\":", 1000)),
        ];
        string[] pieces = ["NaN", "1e999", "-1", "91", "null", "{}", "[]", "\"", "\\ud800", "\0", "é", "\U0001F600", ",", ":", "{", "}", "[", "]", "&", "=", "%zz", "%00", "%ff", "1785578400000", new string('9', 400), " ", "\n"];
        var random = new Random(Fuzz.Seed);
        var deadline = Fuzz.Deadline();
        for (var round = 0; round < 400 || !deadline.IsOver; round++)
        {
            var text = Fuzz.Changed(seeds[random.Next(seeds.Length)], pieces, random);

            using var response = await _phone.SendAsync("POST", paths[random.Next(paths.Length)], text, key: random.Next(4) == 0 ? HttpHerd.Jane : null);

            Assert.True((int)response.StatusCode is 200 or 401 or 403, $"{(int)response.StatusCode} to {text}");
        }

        await _phone.ReportAsync("GET", $"/traccar?id={_id}/end&lat=1&lon=2");
        Assert.NotNull(await _phone.KnownAsync($"{_id}/end"));
        // Only wrong keys are logged.
        Assert.DoesNotMatch("(?m)^(?!.* a wrong key is refused, from )..*$", _herd.Herd.Error);
    }

    private async Task<FakeNode> StartAsync(object answer, string access = "")
    {
        using var folder = new TemporaryFolder();
        var herd = HerdSettings.Load(folder.Write("one.conf", $"herd.nodes.Ada {{ client-port = 0, link-port = 0 }}\n{access}"), [], []);
        var actor = new Registered(Sys.ActorOf(Props.Create(() => new Answering(answer))));
        var registry = new Registry(actor, "Ada"u8.ToArray(), TimeProvider.System, _telemetry);
        return await FakeNode.StartAsync(
            herd.Access.Keys,
            application => new PhoneEndpoints(registry, new ReportReader(ClientSettings.Default, TimeProvider.System), herd, _telemetry, TimeProvider.System).Map(application));
    }

    private sealed class Answering : ReceiveActor
    {
        public Answering(object answer) => ReceiveAny(_ => Sender.Tell(answer));
    }

    private sealed class Registered(IActorRef actor) : IRequiredActor<LocationRegistry>
    {
        public IActorRef ActorRef => actor;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(actor);
    }
}

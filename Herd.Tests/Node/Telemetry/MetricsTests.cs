using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Herd.Tests.Node.Http;
using Xunit;

namespace Herd.Tests.Node.Telemetry;

public sealed partial class MetricsTests : IAsyncLifetime
{
    private const string Ops = "ops:ops-0123456789abcdef";
    private const string Jane = "jane:jane-0123456789abcdef";

    private readonly HttpClient _http = new();
    private RunningHerd _herd = null!;

    public async Task InitializeAsync() => _herd = await RunningHerd.StartAsync(
        ProcessHerd.Pair + """

        herd.access.keys {
          ops { secret = "ops-0123456789abcdef", may = [report, read, admin] }
          jane { secret = "jane-0123456789abcdef", may = [report, read], clients = "jane/*" }
        }
        """,
        "herd.client.unknown-client-grace=0ms");

    public async Task DisposeAsync()
    {
        _herd.TakeError();
        await _herd.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("ops:wrong-0123456789abcdef", 401)]
    [InlineData(Jane, 403)]
    [InlineData(Ops, 200)]
    public async Task Metrics_are_for_operators(string? key, int status)
    {
        using var response = await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "GET", "/metrics", null, key);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_a_node_does_is_counted()
    {
        // Histograms record only after the first scrape.
        await ReadAsync("Bo");
        await AwaitAsync("Ada", """herd_link_up{peer="Bo"}""", 1);
        using (var client = await _herd.ConnectAsync("Ada"))
        {
            await client.AskAsync("AUTH ops ops-0123456789abcdef");
            await client.AskAsync(HerdClient.Iamat("kiwi"));
            await client.AskAsync(HerdClient.Iamat("kiwi"));
            await client.AskAsync("IAMAT");
            await client.LocateAsync("nobody");
            await AwaitAsync("Ada", "herd_client_connections", 1);
        }

        using (var client = await _herd.ConnectAsync("Ada"))
            await client.AskAsync("AUTH ops wrong");
        using (var client = await _herd.ConnectAsync("Ada"))
        {
            await client.AskAsync("AUTH jane jane-0123456789abcdef");
            await client.AskAsync(HerdClient.Iamat("john/phone"));
            await client.AskAsync(new string('x', 9000));
        }

        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "PUT", "/v1/clients/plum", HttpHerd.Json("{}"), Ops);
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "PUT", "/v1/clients/plum", HttpHerd.Json("""{"lat":1,"lon":2}"""), Ops);
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "DELETE", "/v1/clients/plum", null, Ops);
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "GET", "/status", null, "ops:no");

        await AwaitAsync("Ada", "herd_client_connections", 0);
        await AwaitAsync("Bo", "herd_tombstones", 1);
        var ada = await ReadAsync("Ada");
        Assert.Equal(2, ada["""herd_reports_total{outcome="stored"}"""]);
        Assert.Equal(1, ada["""herd_reports_total{outcome="stale"}"""]);
        Assert.Equal(2, ada["""herd_refusals_total{reason="invalid"}"""]);
        Assert.Equal(1, ada["""herd_refusals_total{reason="forbidden"}"""]);
        Assert.Equal(1, ada["""herd_refusals_total{reason="too_long"}"""]);
        Assert.Equal(1, ada["""herd_refusals_total{reason="unknown_client"}"""]);
        Assert.Equal(0, ada["""herd_refusals_total{reason="full"}"""]);
        Assert.Equal(1, ada["""herd_wrong_keys_total{port="client"}"""]);
        Assert.Equal(1, ada["""herd_wrong_keys_total{port="http"}"""]);
        Assert.Equal((1, 1), (ada["herd_locations"], ada["herd_tombstones"]));
        Assert.InRange(ada["herd_location_memory_usage_bytes"], 1, ada["herd_location_memory_limit_bytes"]);
        Assert.Equal(0, ada["herd_stream_readers"]);
        Assert.Equal(3, ada["""herd_link_sent_total{peer="Bo"}"""]);
        Assert.InRange(ada["""herd_link_catch_ups_total{peer="Bo"}"""], 1, 100);
        var bo = await ReadAsync("Bo");
        Assert.Equal(3, bo["""herd_link_received_total{peer="Ada"}"""]);
        Assert.Equal(ada["herd_digest"], bo["herd_digest"]);
        Assert.InRange(bo["herd_update_propagation_seconds_count"], 1, 3);
        await AwaitAsync("Bo", "herd_saves_total", atLeast: 1);
        await AwaitAsync("Bo", "herd_updates_unsaved", 0);
        bo = await ReadAsync("Bo");
        Assert.Equal(bo["herd_saves_total"], bo["herd_save_duration_seconds_count"]);
        await AwaitAsync("Bo", """herd_members{state="reachable"}""", 2);
    }

    [Fact]
    public async Task A_nodes_metrics_are_its_own_and_name_no_client()
    {
        var id = $"{Guid.NewGuid():N}";
        await ReadTextAsync("Bo");
        using var other = await _herd.ConnectAsync("Bo");
        await other.AskAsync("AUTH ops ops-0123456789abcdef");
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "PUT", $"/v1/clients/{id}", HttpHerd.Json("""{"lat":1,"lon":2}"""), Ops);
        await ReadTextAsync("Ada");
        using var first = await _herd.ConnectAsync("Ada");
        await first.AskAsync("AUTH ops ops-0123456789abcdef");
        using var client = await _herd.ConnectAsync("Ada");
        await client.AskAsync("AUTH ops ops-0123456789abcdef");
        await client.AskAsync(HerdClient.Iamat(id));
        await client.LocateAsync(id);
        await client.AskAsync($"nonsense {id}");

        var (ada, bo) = (await ReadTextAsync("Ada"), await ReadTextAsync("Bo"));

        Assert.DoesNotContain(id, ada, StringComparison.Ordinal);
        // Connections to client ports have no port label.
        Assert.Contains("kestrel_active_connections{herd_node_name=\"Bo\"} 1", LinesOf(bo));
        Assert.Contains("kestrel_active_connections{herd_node_name=\"Ada\"} 2", LinesOf(ada));
        Assert.All(LinesOf(bo), line => Assert.Contains("herd_node_name=\"Bo\"", line, StringComparison.Ordinal));
    }

    [FactWithPromtool]
    public async Task Promtool_finds_nothing_wrong()
    {
        await HaveAllMetricsAsync();

        Assert.Equal((0, ""), await Promtool.CheckAsync(await ReadTextAsync("Bo")));
    }

    [Fact]
    public async Task The_dashboard_asks_for_what_there_is()
    {
        await HaveAllMetricsAsync();
        var metrics = NameInText().Matches(await ReadTextAsync("Bo")).Select(match => match.Value).ToHashSet();
        await using var file = typeof(MetricsTests).Assembly.GetManifestResourceStream("grafana-herd.json")!;
        using var dashboard = await JsonDocument.ParseAsync(file);
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var asked = panels
            .Where(panel => panel.GetProperty("type").GetString() != "row")
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => NameInExpression().Matches(target.GetProperty("expr").GetString()!))
            .Select(match => match.Value)
            .Distinct()
            .ToList();
        Assert.InRange(asked.Count, 20, 100);
        Assert.Empty(asked.Except(metrics));
    }

    private async Task HaveAllMetricsAsync()
    {
        await ReadTextAsync("Bo");
        await AwaitAsync("Ada", """herd_link_up{peer="Bo"}""", 1);
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Ada"), "PUT", "/v1/clients/kiwi", HttpHerd.Json("""{"lat":1,"lon":2}"""), Ops);
        await HttpHerd.SendAsync(_http, _herd.HttpOf("Bo"), "GET", "/v1/clients", null, Ops);
        await AwaitAsync("Bo", "herd_update_propagation_seconds_count", 1);
        await AwaitAsync("Bo", "herd_save_duration_seconds_count", atLeast: 1);
    }

    private static IEnumerable<string> LinesOf(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'));

    private async Task<string> ReadTextAsync(string node)
    {
        using var response = await HttpHerd.SendAsync(_http, _herd.HttpOf(node), "GET", "/metrics", null, Ops);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>By name and labels, without the node's.</summary>
    private async Task<Dictionary<string, double>> ReadAsync(string node) =>
        LinesOf(await ReadTextAsync(node)).Select(line => line.Split(' ')).ToDictionary(
            fields => NodeLabel().Replace(fields[0], "").Replace("{}", "", StringComparison.Ordinal),
            fields => double.Parse(fields[1], CultureInfo.InvariantCulture));

    private Task AwaitAsync(string node, string metric, double value) => AwaitAsync(node, metric, value, value);

    private async Task AwaitAsync(string node, string metric, double atLeast, double atMost = double.MaxValue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await ReadAsync(node)).GetValueOrDefault(metric, double.NaN) is var found && !(found >= atLeast && found <= atMost))
        {
            Assert.False(patience.IsCancellationRequested, $"{node}: {metric} is {found}");
            await Task.Delay(20);
        }
    }

    [GeneratedRegex(""",?herd_node_name="[^"]*",?""")]
    private static partial Regex NodeLabel();

    [GeneratedRegex("^[a-z][a-z_]*", RegexOptions.Multiline)]
    private static partial Regex NameInText();

    /// <summary>Every metric in the expressions has a selector.</summary>
    [GeneratedRegex(@"[a-z][a-z_]*(?=\{)")]
    private static partial Regex NameInExpression();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Herd.Actors.Telemetry;
using Herd.Node.Settings;
using Herd.Tests.Node.Http;
using Xunit;

namespace Herd.Tests.Node.Telemetry;

public sealed class TraceTests
{
    private const string Chain =
        """
        herd {
          name = chain
          nodes {
            TraceAda { client-port = 1, link-port = 2, cluster-port = 3, http-port = 4 }
            TraceBo { client-port = 5, link-port = 6, cluster-port = 7, http-port = 8 }
            TraceCy { client-port = 9, link-port = 10, cluster-port = 11, http-port = 12 }
          }
          links = [[TraceAda, TraceBo], [TraceBo, TraceCy]]
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_is_followed_through_the_herd(bool overHttp)
    {
        await using var herd = await RunningHerd.StartAsync(Chain, "herd.client.unknown-client-grace=30s");
        using var http = new HttpClient();
        await new HerdStatuses(http, herd.HttpOf).AwaitAsync(herd.Nodes, status => status.Links.Count > 0 && status.Links.All(link => link.State == "live"));
        using var ada = await herd.ConnectAsync("TraceAda");
        using var cy = await herd.ConnectAsync("TraceCy");
        await ada.AskAsync(HerdClient.Iamat("known"));
        await cy.LocateAsync("known");
        // Handled together: once the first is answered, the second waits.
        await cy.SendAsync("WHATSAT known 1 0\nWHATSAT kiwi 1 0\n");
        await cy.ReadWhatsAtAsync();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = ListenTo("Trace", spans);

        if (overHttp)
            (await HttpHerd.SendAsync(http, herd.HttpOf("TraceAda"), "PUT", "/v1/clients/kiwi", HttpHerd.Json("""{"lat":1,"lon":2}"""))).EnsureSuccessStatusCode();
        else
            await ada.AskAsync(HerdClient.Iamat("kiwi"));
        Assert.StartsWith("AT TraceAda ", (await cy.ReadWhatsAtAsync()).Line, StringComparison.Ordinal);

        await AwaitAsync(() => spans.Any(span => span.OperationName == "whatsat"));
        var last = Assert.Single(spans, span => span.OperationName == "whatsat");
        Assert.Equal(
            [
                $"{(overHttp ? "http report" : "iamat")} TraceAda",
                "registry report TraceAda",
                "link send TraceAda TraceBo",
                "link receive TraceBo TraceAda",
                "registry learn TraceBo",
                "link send TraceBo TraceCy",
                "link receive TraceCy TraceBo",
                "registry learn TraceCy",
                "whatsat TraceCy",
            ],
            await PathToAsync(last, spans));
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("kiwi", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Spans_and_metrics_go_to_the_receiver()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var herd = new ProcessHerd(ProcessHerd.Pair, "--set", "herd.telemetry.trace-ratio=1", "--set", $"herd.telemetry.otlp={receiver.Url}");
        herd.StartAll();
        using (var client = await herd.ConnectAsync("Ada"))
            await client.AskAsync(HerdClient.Iamat("kiwi"));

        herd["Ada"].Signal("TERM");
        Assert.Equal(0, await herd["Ada"].WaitForExitAsync());

        Assert.Contains(receiver.Received, request => request.Path.EndsWith("TraceService/Export", StringComparison.Ordinal) && request.Text.Contains("registry report", StringComparison.Ordinal));
        Assert.Contains(receiver.Received, request => request.Path.EndsWith("MetricsService/Export", StringComparison.Ordinal) && request.Text.Contains("herd.reports", StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Received, request => request.Text.Contains("kiwi", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_that_nobody_gets_are_refused()
    {
        var refusal = await Assert.ThrowsAsync<SettingsException>(async () =>
        {
            await using var herd = await RunningHerd.StartOneAsync("herd.telemetry.trace-ratio=0.5");
        });

        Assert.StartsWith("herd.telemetry.trace-ratio: ", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Only nodes with this prefix, because other tests' nodes share the process.</summary>
    private static ActivityListener ListenTo(string nodes, ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NodeTelemetry.Name,
            Sample = (ref options) => options.Tags?.Any(tag => tag.Value is string node && node.StartsWith(nodes, StringComparison.Ordinal)) == true
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<List<string>> PathToAsync(Activity last, ConcurrentQueue<Activity> spans)
    {
        List<string> path = [];
        for (var span = last; ; span = spans.Single(other => other.SpanId == span.ParentSpanId))
        {
            Assert.Equal(last.TraceId, span.TraceId);
            path.Insert(0, $"{span.OperationName} {span.GetTagItem("herd.node.name")} {span.GetTagItem("herd.peer.name")}".TrimEnd());
            if (span.ParentSpanId == default)
                return path;
            // A span may end after its children.
            await AwaitAsync(() => spans.Any(other => other.SpanId == span.ParentSpanId));
        }
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}

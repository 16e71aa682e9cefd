using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Reliability;

/// <summary>Kills a stream reader's node again and again. The reader must end up with the nodes' state, and get nothing twice.</summary>
internal sealed class StreamFailoverRun(TimeSpan duration, int clients)
{
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Dictionary<string, string> _held = [];
    private readonly HashSet<string> _sinceCursor = [];
    private readonly HashSet<string> _covered = [];
    private string _cursor = "";
    private long _events;
    private int _twice;
    private int _resumes;
    private int _resets;
    private int _at;

    public async Task<bool> RunAsync(TextWriter output, CancellationToken cancel)
    {
        var plan = HerdPlan.Goloman;
        await using var herd = await RunningHerd.StartAsync(plan, [], cancel).ConfigureAwait(false);
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reporters = plan.Nodes.Select(name => new Reporter("127.0.0.1", herd.ClientPort(name).Port, $"at-{name}", clients / plan.Nodes.Count, 10)).ToList();
        var load = Task.WhenAll(reporters.Select(reporter => reporter.RunAsync(stopLoad.Token, TimeSpan.FromMilliseconds(20))));
        var reading = ReadAsync(herd, plan, stopReading.Token);
        var watch = Stopwatch.StartNew();
        var kills = 0;
        while (watch.Elapsed < duration)
        {
            await Task.Delay(BetweenKills, cancel).ConfigureAwait(false);
            var name = plan.Nodes[Volatile.Read(ref _at)];
            await herd.KillAsync(name).ConfigureAwait(false);
            kills++;
            await herd.StartAsync(name, cancel).ConfigureAwait(false);
        }

        await stopLoad.CancelAsync().ConfigureAwait(false);
        await load.ConfigureAwait(false);
        await herd.AwaitKnownAtAllAsync(cancel).ConfigureAwait(false);
        var differing = await AwaitSameAsync(herd, plan, cancel).ConfigureAwait(false);
        await stopReading.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        var isWell = differing == 0 && _twice == 0;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            | | |
            |---|---|
            | seconds | {watch.Elapsed.TotalSeconds:0} |
            | reports answered | {reporters.Sum(reporter => reporter.Count):N0} |
            | nodes killed | {kills} |
            | went on elsewhere | {_resumes} |
            | of those, begun anew (reset) | {_resets} |
            | events | {_events:N0} |
            | clients held | {_held.Count:N0} |
            | held otherwise than the nodes | {differing} |
            | events twice that came before the cursor | {_twice} |
            | all well | {(isWell ? "yes" : "no")} |
            """)).ConfigureAwait(false);
        _http.Dispose();
        return isWell;
    }

    private async Task ReadAsync(RunningHerd herd, HerdPlan plan, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(herd.Status(plan.Nodes[_at]), "/v1/stream"));
                if (_cursor.Length > 0)
                    request.Headers.Add("Last-Event-ID", _cursor);
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
                if (_cursor.Length > 0)
                    _resumes++;
                await using var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
                await ReadEventsAsync(new StreamReader(body), stop).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                // The node is gone.
            }

            Volatile.Write(ref _at, (_at + 1) % plan.Nodes.Count);
        }
    }

    /// <summary>Line by line, because an event parser hides whether an ID came with its event or alone before it.</summary>
    private async Task ReadEventsAsync(StreamReader lines, CancellationToken stop)
    {
        var (name, data, id) = ("", "", "");
        while (await lines.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                lock (_held)
                    Take(name, data, id);
                (name, data, id) = ("", "", "");
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line["data: ".Length..];
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line["id: ".Length..];
            }
        }
    }

    private void Take(string name, string data, string id)
    {
        if (name.Length > 0)
            _events++;
        if (name == "reset")
        {
            _resets++;
            _held.Clear();
            _covered.Clear();
            _sinceCursor.Clear();
        }
        else if (name == "move")
        {
            using var feature = JsonDocument.Parse(data);
            var client = feature.RootElement.GetProperty("id").GetString()!;
            var place = PlaceOf(feature.RootElement);
            if (_covered.Contains(place))
                _twice++;
            _sinceCursor.Add(place);
            _held[client] = place;
        }

        if (id.Length > 0)
            Cover(id);
    }

    private static string PlaceOf(JsonElement feature)
    {
        var properties = feature.GetProperty("properties");
        return $"{feature.GetProperty("id").GetString()} {properties.GetProperty("time").GetRawText()} {properties.GetProperty("server").GetRawText()} {properties.GetProperty("skew").GetRawText()}";
    }

    private void Cover(string cursor)
    {
        _cursor = cursor;
        _covered.UnionWith(_sinceCursor);
        _sinceCursor.Clear();
    }

    /// <returns>0 as soon as the reader holds what every node holds; the remaining differences on timeout.</returns>
    private async Task<int> AwaitSameAsync(RunningHerd herd, HerdPlan plan, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var differing = 0;
            foreach (var name in plan.Nodes)
            {
                using var list = JsonDocument.Parse(await _http.GetStringAsync(new Uri(herd.Status(name), "/v1/clients?limit=10000"), cancel).ConfigureAwait(false));
                var places = list.RootElement.GetProperty("features").EnumerateArray().Select(PlaceOf).ToHashSet();
                lock (_held)
                {
                    places.SymmetricExceptWith(_held.Values);
                }

                differing += places.Count;
            }

            if (differing == 0 || watch.Elapsed > EndTimeout)
                return differing;
            await Task.Delay(200, cancel).ConfigureAwait(false);
        }
    }
}

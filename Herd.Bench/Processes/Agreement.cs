using System.Diagnostics;
using System.Text.Json;

namespace Herd.Bench.Processes;

internal sealed class Agreement(IReadOnlyList<Uri> statuses) : IDisposable
{
    /// <summary>Not shorter: each answer takes time that nodes need to agree.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };

    /// <summary>Null for a node that didn't answer.</summary>
    public Task<string?[]> DigestsAsync() => Task.WhenAll(Enumerable.Range(0, statuses.Count).Select(async node =>
    {
        using var status = await StatusAsync(node).ConfigureAwait(false);
        return status?.RootElement.GetProperty("digest").GetString();
    }));

    /// <summary>-1 if the node didn't answer.</summary>
    public async Task<int> ClientsAsync(int node)
    {
        using var status = await StatusAsync(node).ConfigureAwait(false);
        return status?.RootElement.GetProperty("clients").GetInt32() ?? -1;
    }

    /// <summary>Waits until all digests are equal. Returns seconds; infinity on timeout.</summary>
    public async Task<double> AwaitAsync(TimeSpan limit, CancellationToken cancel = default)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            var digests = await DigestsAsync().ConfigureAwait(false);
            if (Array.TrueForAll(digests, digest => digest is not null && digest == digests[0]))
                return watch.Elapsed.TotalSeconds;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }

        return double.PositiveInfinity;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument?> StatusAsync(int node)
    {
        try
        {
            return JsonDocument.Parse(await _http.GetStringAsync(statuses[node]).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}

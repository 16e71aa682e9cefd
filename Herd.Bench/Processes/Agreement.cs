using System.Diagnostics;
using System.Text.Json;

namespace Herd.Bench.Processes;

/// <summary>Asks nodes for the digests of what they know.</summary>
/// <param name="statuses">Where each node answers <c>GET /status</c>.</param>
internal sealed class Agreement(IReadOnlyList<Uri> statuses) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };

    /// <summary>Of each node; null: it didn't answer.</summary>
    public Task<string?[]> DigestsAsync() => Task.WhenAll(statuses.Select(DigestAsync));

    /// <summary>Waits until all nodes tell the same digest.</summary>
    /// <returns>Seconds; infinite if they don't in time.</returns>
    public async Task<double> AwaitAsync(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            var digests = await DigestsAsync().ConfigureAwait(false);
            if (Array.TrueForAll(digests, digest => digest is not null && digest == digests[0]))
                return watch.Elapsed.TotalSeconds;
            await Task.Delay(5).ConfigureAwait(false);
        }

        return double.PositiveInfinity;
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> DigestAsync(Uri status)
    {
        try
        {
            using var json = JsonDocument.Parse(await _http.GetStringAsync(status).ConfigureAwait(false));
            return json.RootElement.GetProperty("digest").GetString();
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}

using System.Collections.Concurrent;
using Xunit;

namespace Herd.Tests.Node.Hosts;

/// <summary>Reports one new client after the other until disposed, and keeps the answers.</summary>
internal sealed class SteadyReporter : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _reporting;

    /// <param name="client">Owned, and disposed at the end.</param>
    public SteadyReporter(HerdClient client, string prefix) => _reporting = ReportAsync(client, prefix);

    /// <summary>AT lines by client.</summary>
    public ConcurrentDictionary<string, string> Told { get; } = [];

    /// <summary>Waits for the last answer. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reporting;
    }

    private async Task ReportAsync(HerdClient client, string prefix)
    {
        using (client)
        {
            for (var i = 0; !_end.IsCancellationRequested; i++)
            {
                var who = $"{prefix}-{i}";
                var line = await client.AskAsync(HerdClient.Iamat(who));
                Assert.StartsWith("AT ", line, StringComparison.Ordinal);
                Told[who] = line!;
                await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

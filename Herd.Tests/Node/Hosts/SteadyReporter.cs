using System.Collections.Concurrent;
using Xunit;

namespace Herd.Tests.Node.Hosts;

/// <summary>Reports one client after the other at a node, until it is disposed of, and keeps what it was answered.</summary>
internal sealed class SteadyReporter : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _reporting;

    /// <param name="client">Connected; its own from here on.</param>
    /// <param name="prefix">Of the clients' names; no other's.</param>
    public SteadyReporter(HerdClient client, string prefix) => _reporting = ReportAsync(client, prefix);

    /// <summary>AT lines by client.</summary>
    public ConcurrentDictionary<string, string> Told { get; } = [];

    /// <summary>Ends when the last report is answered. May be called again.</summary>
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

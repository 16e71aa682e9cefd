using System.Diagnostics;
using System.Net;

namespace Herd.Bench.Load;

/// <summary>Answers per second over several connections, between the ramps at both ends.</summary>
internal static class SteadyRate
{
    /// <param name="senders">Each is run once.</param>
    /// <param name="warmUp">Load that doesn't count.</param>
    /// <param name="duration">Load that counts.</param>
    /// <param name="cancel">Ends the load.</param>
    public static async Task<Rate> MeasureAsync(
        IReadOnlyList<PipelinedSender> senders, TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = Task.WhenAll(senders.Select(sender => sender.RunAsync(stop.Token)));
        await EndedEarlyAsync(runs, warmUp, cancel).ConfigureAwait(false);
        var (watch, answered, bytes) = (Stopwatch.StartNew(), senders.Sum(sender => sender.Answered), senders.Sum(sender => sender.ReceivedBytes));
        await EndedEarlyAsync(runs, duration, cancel).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var rate = new Rate((senders.Sum(sender => sender.Answered) - answered) / seconds, (senders.Sum(sender => sender.ReceivedBytes) - bytes) / seconds);
        await stop.CancelAsync().ConfigureAwait(false);
        await runs.ConfigureAwait(false);
        return rate;
    }

    /// <summary>Waits, but no longer than the load lasts: it ends only with a fault, which is thrown.</summary>
    private static async Task EndedEarlyAsync(Task runs, TimeSpan wait, CancellationToken cancel)
    {
        if (await Task.WhenAny(runs, Task.Delay(wait, cancel)).ConfigureAwait(false) == runs)
            await runs.ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }
}

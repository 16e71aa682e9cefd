using System.Diagnostics;
using Herd.Bench.Processes;

namespace Herd.Bench.Load;

internal readonly record struct SteadyRate(double PerSecond, double BytesPerSecond)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<SteadyRate> MeasureAsync(
        IReadOnlyList<PipelinedSender> senders, TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = Task.WhenAll(senders.Select(sender => sender.RunAsync(stop.Token)));
        await EndedEarlyAsync(runs, warmUp, cancel).ConfigureAwait(false);
        var (watch, answered, bytes) = (Stopwatch.StartNew(), senders.Sum(sender => sender.Answered), senders.Sum(sender => sender.ReceivedBytes));
        // On a starved machine there may be no answer yet; measure on rather than report a rate of 0.
        do
            await EndedEarlyAsync(runs, duration, cancel).ConfigureAwait(false);
        while (senders.Sum(sender => sender.Answered) == answered && watch.Elapsed < Patience);
        var seconds = watch.Elapsed.TotalSeconds;
        var rate = new SteadyRate((senders.Sum(sender => sender.Answered) - answered) / seconds, (senders.Sum(sender => sender.ReceivedBytes) - bytes) / seconds);
        await stop.CancelAsync().ConfigureAwait(false);
        await runs.ConfigureAwait(false);
        return rate;
    }

    /// <summary>Waits, but ends at once if the load ends early. The load's fault, if any, is thrown.</summary>
    private static async Task EndedEarlyAsync(Task runs, TimeSpan wait, CancellationToken cancel)
    {
        if (await Task.WhenAny(runs, Task.Delay(wait, cancel)).ConfigureAwait(false) == runs)
            await runs.ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }
}

/// <summary>Updates per second of load that are answered; and, including the time until all agree, that are known at every node.</summary>
internal readonly record struct KnownAtAllRate(double Accepted, double Known)
{
    public static async Task<KnownAtAllRate> MeasureAsync(
        IRunningHerd herd, IReadOnlyList<PipelinedSender> senders, TimeSpan duration, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            stop.CancelAfter(duration);
            // One failed sender stops them all.
            await Task.WhenAll(senders.Select(async sender =>
            {
                try
                {
                    await sender.RunAsync(stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            })).ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
        double answered = senders.Sum(sender => sender.Answered);
        var accepted = answered / watch.Elapsed.TotalSeconds;
        await herd.AwaitKnownAtAllAsync(cancel).ConfigureAwait(false);
        return new KnownAtAllRate(accepted, answered / watch.Elapsed.TotalSeconds);
    }
}

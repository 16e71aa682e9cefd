using System.Diagnostics;
using Herd.Bench.Processes;

namespace Herd.Bench.Load;

/// <summary>What several connections get between the ramps at both ends.</summary>
internal readonly record struct SteadyRate(double PerSecond, double BytesPerSecond)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="senders">Each is run once.</param>
    public static async Task<SteadyRate> MeasureAsync(
        IReadOnlyList<PipelinedSender> senders, TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = Task.WhenAll(senders.Select(sender => sender.RunAsync(stop.Token)));
        await EndedEarlyAsync(runs, warmUp, cancel).ConfigureAwait(false);
        var (watch, answered, bytes) = (Stopwatch.StartNew(), senders.Sum(sender => sender.Answered), senders.Sum(sender => sender.ReceivedBytes));
        // Where little time is given, and all of it to others, nothing may be answered yet: that is no rate.
        do
            await EndedEarlyAsync(runs, duration, cancel).ConfigureAwait(false);
        while (senders.Sum(sender => sender.Answered) == answered && watch.Elapsed < Patience);
        var seconds = watch.Elapsed.TotalSeconds;
        var rate = new SteadyRate((senders.Sum(sender => sender.Answered) - answered) / seconds, (senders.Sum(sender => sender.ReceivedBytes) - bytes) / seconds);
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

/// <summary>Updates per second that a herd takes, and that all its nodes know.</summary>
/// <param name="Accepted">Answered, per second of load.</param>
/// <param name="Known">
/// Answered and known at every node (that update, or a newer one of its client), per second of load and of the time until all
/// agree.
/// </param>
internal readonly record struct KnownAtAllRate(double Accepted, double Known)
{
    /// <param name="herd">All agree before.</param>
    /// <param name="senders">To its nodes. Each is run once.</param>
    /// <exception cref="TimeoutException">They don't agree in reasonable time.</exception>
    public static async Task<KnownAtAllRate> MeasureAsync(
        IRunningHerd herd, IReadOnlyList<PipelinedSender> senders, TimeSpan duration, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            stop.CancelAfter(duration);
            // A sender that fails ends them all, not only itself.
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

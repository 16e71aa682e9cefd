using System.Diagnostics;
using Herd.Bench.Processes;

namespace Herd.Bench.Load;

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
    /// <param name="duration">Of the load.</param>
    /// <param name="cancel">Ends it.</param>
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

using Herd.Node.Hosting;
using Herd.Node.Logging;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

internal static class NodeRunner
{
    /// <summary>Service managers and container engines kill after 10 s.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Runs nodes until a signal comes, or one of them stops by itself; then stops them all.</summary>
    /// <exception cref="SettingsException">A node can't start with these settings.</exception>
    public static async Task<int> RunAsync(HerdSettings herd, IReadOnlyList<NodeSettings> nodes, Action<IReadOnlyList<NodeHost>> ready)
    {
        using var signals = new StopSignals();
        RunningNodes running;
        try
        {
            running = await RunningNodes.StartAsync(herd, nodes, Console.Error, signals.Stop).ConfigureAwait(false);
        }
        catch (Exception) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }

        ready(running.Hosts);
        var failed = await FirstToStopAsync(running.Hosts, signals.Stop).ConfigureAwait(false);
        var message = failed?.EndMessage;
        if (failed is not null)
            await Console.Error.WriteLineAsync($"herd: {message ?? $"{failed.Node.Name} stopped by itself"}").ConfigureAwait(false);
        var isClean = await StopAsync(running).ConfigureAwait(false);
        return failed is null && isClean ? ExitCode.Ok : message is null ? ExitCode.Failed : ExitCode.Usage;
    }

    /// <returns>Null: a signal came first.</returns>
    private static async Task<NodeHost?> FirstToStopAsync(IReadOnlyList<NodeHost> hosts, CancellationToken stop)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource([stop, .. hosts.Select(host => host.Stopping)]);
        await Task.Delay(Timeout.Infinite, any.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return stop.IsCancellationRequested ? null : hosts.FirstOrDefault(host => host.Stopping.IsCancellationRequested);
    }

    /// <returns>Whether all stopped in time, without an error or loss.</returns>
    private static async Task<bool> StopAsync(RunningNodes running)
    {
        try
        {
            var losses = await running.StopAsync().WaitAsync(StopTimeout).ConfigureAwait(false);
            foreach (var loss in losses)
                await Console.Error.WriteLineAsync($"herd: {loss}").ConfigureAwait(false);
            return losses.Count == 0;
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"herd: not everything stopped within {StopTimeout.TotalSeconds:0} s; the rest is cut off").ConfigureAwait(false);
            foreach (var loss in running.Hosts.Select(host => host.Loss()).OfType<string>())
                await Console.Error.WriteLineAsync($"herd: {loss}").ConfigureAwait(false);
            return false;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"herd: stopping failed: {Faults.Describe(fault)}").ConfigureAwait(false);
            return false;
        }
    }
}

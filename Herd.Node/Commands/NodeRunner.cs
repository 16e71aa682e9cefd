using Herd.Node.Hosting;
using Herd.Node.Logging;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>Runs nodes in this process until a signal stops it.</summary>
internal static class NodeRunner
{
    /// <summary>Under the ten seconds that a service manager or a container engine waits before it kills.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Starts nodes, and stops them all when the process is told to stop, or one of them stops by itself.</summary>
    /// <param name="herd">Their herd.</param>
    /// <param name="nodes">At least one.</param>
    /// <param name="ready">Called when all of them are up.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="SettingsException">A node can't start with these settings.</exception>
    public static async Task<int> RunAsync(HerdSettings herd, IReadOnlyList<NodeSettings> nodes, Action<IReadOnlyList<NodeHost>> ready)
    {
        using var signals = new StopSignals();
        var hosts = await StartAsync(herd, nodes, signals.Stop).ConfigureAwait(false);
        if (hosts is null)
            return ExitCode.Ok;

        ready(hosts);
        var failed = await FirstToStopAsync(hosts, signals.Stop).ConfigureAwait(false);
        if (failed is not null)
            await Console.Error.WriteLineAsync($"herd: {failed.Node.Name} stopped by itself").ConfigureAwait(false);
        var isClean = await StopAsync(hosts).ConfigureAwait(false);
        return failed is null && isClean ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <returns>Null if a signal came first.</returns>
    private static async Task<IReadOnlyList<NodeHost>?> StartAsync(HerdSettings herd, IReadOnlyList<NodeSettings> nodes, CancellationToken stop)
    {
        // All ports first: a node that can't have its own must not be seen by others.
        var ports = OpenPorts(nodes);
        herd = herd.WithLinkPorts(ports.ToDictionary(pair => pair.Key.Name, pair => pair.Value.Links.Port));
        var starts = ports.Select(pair => Task.Run(() => NodeHost.StartAsync(herd, pair.Key, pair.Value, Console.Error, stop))).ToList();
        try
        {
            return await Task.WhenAll(starts).ConfigureAwait(false);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            await StopAsync(Started(starts)).ConfigureAwait(false);
            return null;
        }
        catch
        {
            await StopAsync(Started(starts)).ConfigureAwait(false);
            throw;
        }
    }

    private static Dictionary<NodeSettings, NodePorts> OpenPorts(IReadOnlyList<NodeSettings> nodes)
    {
        Dictionary<NodeSettings, NodePorts> ports = [];
        try
        {
            foreach (var node in nodes)
                ports.Add(node, NodePorts.Open(node));
            return ports;
        }
        catch
        {
            foreach (var opened in ports.Values)
                opened.Dispose();
            throw;
        }
    }

    private static List<NodeHost> Started(IEnumerable<Task<NodeHost>> starts) =>
        [.. starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result)];

    /// <returns>Null if a signal came first.</returns>
    private static async Task<NodeHost?> FirstToStopAsync(IReadOnlyList<NodeHost> hosts, CancellationToken stop)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource([stop, .. hosts.Select(host => host.Stopping)]);
        await Task.Delay(Timeout.Infinite, any.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return stop.IsCancellationRequested ? null : hosts.FirstOrDefault(host => host.Stopping.IsCancellationRequested);
    }

    /// <returns>Whether all stopped in time and without a fault.</returns>
    private static async Task<bool> StopAsync(IReadOnlyList<NodeHost> hosts)
    {
        var stops = Task.WhenAll(hosts.Select(StopAsync));
        try
        {
            await stops.WaitAsync(StopTimeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync($"herd: not everything stopped within {StopTimeout.TotalSeconds:0} s; the rest is cut off").ConfigureAwait(false);
            return false;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"herd: stopping failed: {Faults.Describe(fault)}").ConfigureAwait(false);
            return false;
        }
    }

    private static async Task StopAsync(NodeHost host)
    {
        await host.StopAsync().ConfigureAwait(false);
        await host.DisposeAsync().ConfigureAwait(false);
    }
}

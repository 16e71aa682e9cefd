using System.Net;
using Herd.Actors.Gossip;
using Herd.Actors.Storage;
using Herd.Node.Demo;
using Herd.Node.Settings;
using Herd.Node.Telemetry;
using Herd.Node.Tls;
using OpenTelemetry.Trace;

namespace Herd.Node.Hosting;

internal sealed class RunningNodes : IAsyncDisposable
{
    /// <summary>A stopping predecessor is gone by then, so its successor may start at once.</summary>
    private static readonly TimeSpan PredecessorPatience = TimeSpan.FromSeconds(10);

    /// <summary>Threads of the pool while nodes start: parts of a start block threads that other parts need.</summary>
    /// <remarks>The pool adds threads slowly. Later, more threads than processors only hinder each other.</remarks>
    private const int ThreadsToStartOn = 16;

    private readonly TracerProvider? _tracing;

    private RunningNodes(IReadOnlyList<NodeHost> hosts, TracerProvider? tracing) => (Hosts, _tracing) = (hosts, tracing);

    public IReadOnlyList<NodeHost> Hosts { get; }

    /// <summary>Starts all nodes or none.</summary>
    /// <param name="demo">What a node has in addition in a demo; null: no demo.</param>
    /// <exception cref="SettingsException">A port, or something else that the settings name, isn't available.</exception>
    public static async Task<RunningNodes> StartAsync(
        HerdSettings herd, IReadOnlyList<NodeSettings> nodes, TextWriter error, CancellationToken cancellation, Func<NodeSettings, DemoHooks>? demo = null)
    {
        Tracing.Check(herd.Telemetry);
        var tls = nodes.ToDictionary(node => node.Name, node => NodeTls.Open(herd.Tls, node));
        if (SecretStrength.IsWeak(herd.Link.Secret))
            await error.WriteLineAsync($"herd: warning: herd.link.secret has less than {SecretStrength.EnoughBits} bits and may be guessed; 'herd secret' makes a good one").ConfigureAwait(false);
        // All ports first: others must not see a node that can't start.
        var patience = new Patience(PredecessorPatience, cancellation);
        var ports = await OpenPortsAsync(herd, nodes, patience).ConfigureAwait(false);
        herd = herd.WithPorts(ports.ToDictionary(pair => pair.Key.Name, pair => (pair.Value.Links.Port, pair.Value.Cluster.Port)));
        var limits = herd.Locations.LimitsFor(nodes.Count);
        var tracing = Tracing.Start(herd);
        ThreadPool.GetMinThreads(out var threads, out var completions);
        ThreadPool.SetMinThreads(Math.Max(threads, ThreadsToStartOn), completions);
        var starts = ports
            .Select(pair => OnThreadOfItsOwn(() => NodeHost.StartAsync(herd, pair.Key, pair.Value, limits, tls[pair.Key.Name], error, cancellation, demo?.Invoke(pair.Key))))
            .ToList();
        try
        {
            return new RunningNodes(await Task.WhenAll(starts).ConfigureAwait(false), tracing);
        }
        catch
        {
            var started = starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result);
            await new RunningNodes([.. started], tracing).DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            ThreadPool.SetMinThreads(threads, completions);
        }
    }

    /// <summary>Making an actor system blocks until its loggers, which are actors, have started.</summary>
    /// <remarks>On pool threads, which those actors need, starting nodes would wait for each other for seconds.</remarks>
    private static Task<NodeHost> OnThreadOfItsOwn(Func<Task<NodeHost>> start) =>
        Task.Factory.StartNew(start, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var losses = await Task.WhenAll(Hosts.Select(StopAsync)).ConfigureAwait(false);
        Tracing.Stop(_tracing);
        return [.. losses.OfType<string>()];
    }

    private static async Task<string?> StopAsync(NodeHost host)
    {
        var loss = await host.StopAsync().ConfigureAwait(false);
        await host.DisposeAsync().ConfigureAwait(false);
        return loss;
    }

    /// <summary>Waits until no other process has the folder. If one keeps it, opening the durable copy fails.</summary>
    internal static async Task AwaitFolderAsync(string folder, Patience patience)
    {
        while (FolderLock.IsTaken(folder) && !patience.IsOver)
            await patience.PauseAsync().ConfigureAwait(false);
    }

    /// <summary>Links without TLS must not leave private networks.</summary>
    /// <exception cref="SettingsException">They would.</exception>
    private static void RefuseIfReadable(HerdSettings herd, NodeSettings node, IPAddress bound)
    {
        if (!herd.Tls.Links && !herd.IsInsecure && PrivateAddress.FirstPublic(bound) is { } open)
        {
            throw new SettingsException(
                $"{node.Name}: {node.PathOf("bind")}: {open} is no private address, and links without TLS can be read by anybody on the way; set herd.link.tls = on with herd.tls, another bind, or herd.insecure = on");
        }
    }

    private static async Task<Dictionary<NodeSettings, NodePorts>> OpenPortsAsync(
        HerdSettings herd, IReadOnlyList<NodeSettings> nodes, Patience patience)
    {
        Dictionary<NodeSettings, NodePorts> ports = [];
        try
        {
            foreach (var node in nodes)
            {
                ports.Add(node, await NodePorts.OpenAsync(node, EarlierPorts.Read(herd, node), patience).ConfigureAwait(false));
                RefuseIfReadable(herd, node, ports[node].Links.Address);
                if (herd.Storage.Provider != StorageProvider.None)
                    await AwaitFolderAsync(herd.FolderOf(node.Name), patience).ConfigureAwait(false);
            }

            return ports;
        }
        catch
        {
            foreach (var opened in ports.Values)
                opened.Dispose();
            throw;
        }
    }
}

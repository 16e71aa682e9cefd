using System.Collections.Concurrent;
using Akka.Actor;
using Herd.Node.Hosting;
using Herd.Node.Logging;
using Herd.Node.Map;
using Herd.Node.Settings;

namespace Herd.Node.Demo;

/// <summary>A demo's nodes in this process, which can be stopped and started, and their links cut and mended.</summary>
/// <param name="herd">Its ports must not be 0.</param>
internal sealed class DemoHerd(HerdSettings herd, TextWriter error) : IAsyncDisposable
{
    /// <summary>Nodes are drawn on this circle; degrees.</summary>
    private const double CentreLatitude = 34.03;

    private const double CentreLongitude = -118.25;
    private const double Radius = 0.2;

    private readonly DemoLinks _links = new();
    private readonly ConcurrentDictionary<string, RunningNodes> _running = new();

    /// <summary>Nodes start and stop one at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public DemoWalkers? Walkers { get; set; }

    public HerdSettings Settings => herd;

    internal sealed record State(IReadOnlyList<Node> Nodes, IReadOnlyList<Link> Links, bool AreWalking);

    /// <param name="Latitude">Where the node is drawn, in degrees.</param>
    /// <param name="Behind">How many updates it lacks that others have.</param>
    /// <param name="Digest">Equal at nodes with the same locations.</param>
    internal sealed record Node(string Name, bool IsUp, double Latitude, double Longitude, int Clients, ulong Behind, string Digest);

    /// <param name="IsLive">Whether it works, in both directions.</param>
    internal sealed record Link(string From, string To, bool IsCut, bool IsLive);

    public Task StartAllAsync(CancellationToken cancellation) => Task.WhenAll(herd.Nodes.Select(node => LaunchAsync(node, cancellation)));

    public bool IsUp(string node) => _running.TryGetValue(node, out var running) && !running.Hosts[0].Stopping.IsCancellationRequested;

    public bool HasLink(string node, string other) => Links().Contains((node, other)) || Links().Contains((other, node));

    public void Cut(string node, string other) => _links.Cut(node, other);

    public void Mend(string node, string other) => _links.Mend(node, other);

    /// <summary>Whether another node runs, which could start the others again.</summary>
    public bool MayStop(string node) => herd.Nodes.Any(other => other.Name != node && IsUp(other.Name));

    /// <summary>Doesn't wait: a stopping node waits for its requests to end, including this one.</summary>
    public void BeginToStop(string node) => Begin(node, async () =>
    {
        if (MayStop(node) && _running.TryRemove(node, out var running))
            await running.DisposeAsync().ConfigureAwait(false);
    });

    public void BeginToStart(string node) => Begin(node, async () =>
    {
        if (IsUp(node))
            return;
        if (_running.TryRemove(node, out var stopped))
            await stopped.DisposeAsync().ConfigureAwait(false);
        await LaunchAsync(herd.FindNode(node)!, CancellationToken.None).ConfigureAwait(false);
    });

    public async Task<State> ReadAsync()
    {
        var reports = (await Task.WhenAll(herd.Nodes.Select(node => AskAsync(node.Name))).ConfigureAwait(false)).OfType<StatusReport>().ToDictionary(report => report.Node);
        return new State(
            [.. herd.Nodes.Select((node, number) => NodeOf(node.Name, number, reports))],
            [.. Links().Select(link => new Link(link.Node, link.Other, _links.IsCut(link.Node, link.Other), IsLive(link.Node, link.Other) && IsLive(link.Other, link.Node)))],
            Walkers?.AreWalking ?? false);

        bool IsLive(string node, string other) =>
            reports.TryGetValue(node, out var report) && report.Links.Any(link => link.Neighbour == other && link.State is not ("down" or "waiting"));
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Values.Select(running => running.DisposeAsync().AsTask())).ConfigureAwait(false);
        _running.Clear();
    }

    private void Begin(string node, Func<Task> change) => Task.Run(async () =>
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await error.WriteLineAsync($"herd: {node}: {Faults.Describe(fault)}").ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    });

    private async Task LaunchAsync(NodeSettings node, CancellationToken cancellation) =>
        _running[node.Name] = await RunningNodes.StartAsync(herd, [node], error, cancellation, HooksOf).ConfigureAwait(false);

    private DemoHooks HooksOf(NodeSettings node) => new(
        _links.DialerOf(node.Name),
        new DemoEndpoints(this).Map,
        page => HerdDirectory.IsPageOf(page, herd.Nodes.Select(UriOf), herd.Access.Hosts));

    public Uri UriOf(NodeSettings node) => new UriBuilder(herd.Tls.HttpScheme, node.Host, node.HttpPort).Uri;

    private IReadOnlyList<(string Node, string Other)> Links() =>
    [
        .. herd.Nodes.SelectMany(node => herd.NeighboursOf(node)
            .Where(other => string.CompareOrdinal(node.Name, other.Name) < 0)
            .Select(other => (node.Name, other.Name))),
    ];

    private async Task<StatusReport?> AskAsync(string node)
    {
        if (!IsUp(node) || !_running.TryGetValue(node, out var running))
            return null;
        try
        {
            return await Hosting.Status.AskAsync(running.Hosts[0].Services, herd.Name, node).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AskTimeoutException or ObjectDisposedException)
        {
            // The node is being stopped.
            return null;
        }
    }

    private Node NodeOf(string name, int number, Dictionary<string, StatusReport> reports)
    {
        var angle = 2 * Math.PI * number / herd.Nodes.Count;
        var (latitude, longitude) = (CentreLatitude + Radius * Math.Cos(angle), CentreLongitude + Radius * 1.3 * Math.Sin(angle));
        return reports.TryGetValue(name, out var report)
            ? new Node(name, true, latitude, longitude, report.Clients, report.Behind(reports.Values), report.Digest)
            : new Node(name, false, latitude, longitude, 0, 0, "");
    }
}

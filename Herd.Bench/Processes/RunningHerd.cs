using System.Globalization;
using System.Net;
using Herd.Bench.Harness;
using Herd.Node.Tls;

namespace Herd.Bench.Processes;

/// <summary>A herd of processes with the client protocol, in whatever language.</summary>
internal interface IRunningHerd : IAsyncDisposable
{
    /// <summary>One per node, in the order Goloman, Hands, Holiday, Welsh, Wilkes for five.</summary>
    IReadOnlyList<IPEndPoint> ClientPorts { get; }

    /// <summary>Waits until every node knows each update that any node has answered, or a newer one of its client.</summary>
    Task AwaitKnownAtAllAsync(CancellationToken cancel);
}

internal sealed record HerdPlan(IReadOnlyList<string> Nodes, string Links)
{
    public static HerdPlan Goloman { get; } = new(
        ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"],
        "[[Goloman, Hands], [Goloman, Holiday], [Goloman, Wilkes], [Hands, Wilkes], [Holiday, Welsh], [Holiday, Wilkes]]");

    public static HerdPlan Single { get; } = new(["Goloman"], "[]");

    /// <summary>The herd chooses the links itself.</summary>
    public static HerdPlan OfSize(int nodes) => new([.. Enumerable.Range(1, nodes).Select(node => $"Node-{node}")], "auto");

    public string ToHerdFile(string folder, Func<int, FormattableString> node) => $$"""
        herd {
          name = bench
          data-dir = "{{folder}}/data"
          log.messages = off
          nodes {
            {{string.Join("\n    ", Nodes.Select((name, place) => $"{name} {{ {FormattableString.Invariant(node(place))} }}"))}}
          }
          links = {{Links}}
        }
        """;
}

/// <summary>Nodes of <c>herd</c> on free loopback ports, one process each, with a temporary data folder.</summary>
internal sealed class RunningHerd : IRunningHerd
{
    private static readonly TimeSpan AgreementTimeout = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("herd-bench-");
    private readonly HerdPlan _plan;
    private readonly string[] _settings;
    private readonly int[] _ports;
    private readonly ChildProcess?[] _nodes;
    private DirectoryInfo? _certificates;

    private RunningHerd(HerdPlan plan, string[] settings)
    {
        _plan = plan;
        _settings = settings;
        _ports = FreePorts.Take(plan.Nodes.Count * 3);
        _nodes = new ChildProcess?[plan.Nodes.Count];
        Agreement = new Agreement([.. plan.Nodes.Select((_, node) => StatusOf(node))]);
        File.WriteAllText(HerdFile, plan.ToHerdFile(
            _folder.FullName,
            node => $"client-port = {_ports[node * 3]}, link-port = {_ports[(node * 3) + 1]}, http-port = {_ports[(node * 3) + 2]}"));
    }

    public IReadOnlyList<IPEndPoint> ClientPorts => [.. _plan.Nodes.Select((_, node) => new IPEndPoint(IPAddress.Loopback, _ports[node * 3]))];

    public IReadOnlySet<int> LinkPorts => _plan.Nodes.Select((_, node) => _ports[(node * 3) + 1]).ToHashSet();

    public bool StandsInFiles(byte[] bytes) => Directory.EnumerateFiles(Path.Combine(_folder.FullName, "data"), "*", SearchOption.AllDirectories)
        .Any(file =>
        {
            // A file may vanish at any moment. The node's lock can't be read by others; it is empty.
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var all = new byte[stream.Length];
                return all.AsSpan(0, stream.ReadAtLeast(all, all.Length, throwOnEndOfStream: false)).IndexOf(bytes) >= 0;
            }
            catch (IOException)
            {
                return false;
            }
        });

    public Agreement Agreement { get; }

    public IEnumerable<ChildProcess> Processes => _nodes.OfType<ChildProcess>();

    private string HerdFile => Path.Combine(_folder.FullName, "herd.conf");

    public ChildProcess this[string name] => _nodes[IndexOf(name)] ?? throw new InvalidOperationException($"{name} doesn't run");

    /// <summary>Starts all nodes at once and waits until each is ready. Settings have the form PATH=VALUE.</summary>
    public static Task<RunningHerd> StartAsync(HerdPlan plan, IEnumerable<string> settings, CancellationToken cancel) =>
        StartAsync(plan, settings, herd => Task.WhenAll(plan.Nodes.Select(name => herd.StartAsync(name, cancel))));

    /// <summary>The same in one process (<c>herd up</c>).</summary>
    public static Task<RunningHerd> StartInOneProcessAsync(HerdPlan plan, IEnumerable<string> settings, CancellationToken cancel) =>
        StartAsync(plan, settings, async herd => herd._nodes[0] = await NodeProcess.StartAllAsync(herd.HerdFile, herd._settings, cancel).ConfigureAwait(false));

    /// <summary>With TLS for clients and between nodes.</summary>
    public static Task<RunningHerd> StartWithTlsAsync(HerdPlan plan, CancellationToken cancel)
    {
        var certificates = Directory.CreateTempSubdirectory("herd-bench-certs-");
        using (var authority = CertificateAuthority.Open(certificates.FullName, "bench", TimeProvider.System.GetUtcNow()))
        {
            foreach (var name in plan.Nodes)
                authority.Issue(name, ["localhost"], 1, TimeProvider.System.GetUtcNow());
        }

        // Only the digest is requested over HTTP.
        return StartAsync(plan, [$"herd.tls.dir={certificates.FullName}", "herd.http.tls=off"], async herd =>
        {
            herd._certificates = certificates;
            await Task.WhenAll(plan.Nodes.Select(name => herd.StartAsync(name, cancel))).ConfigureAwait(false);
        });
    }

    /// <summary>Starts a stopped node, with settings of its own beside the herd's.</summary>
    public async Task StartAsync(string name, CancellationToken cancel, params string[] settings) =>
        _nodes[IndexOf(name)] = await NodeProcess.StartAsync(name, HerdFile, [], [.. _settings, .. settings], cancel).ConfigureAwait(false);

    public async Task StopAsync(string name)
    {
        await this[name].StopAsync().ConfigureAwait(false);
        _nodes[IndexOf(name)] = null;
    }

    public async Task KillAsync(string name)
    {
        await this[name].KillAsync().ConfigureAwait(false);
        _nodes[IndexOf(name)] = null;
    }

    public IPEndPoint ClientPort(string name) => ClientPorts[IndexOf(name)];

    public Uri Status(string name) => StatusOf(IndexOf(name));

    /// <summary>When the node had its first link, UTC. Reads the message log, which must be on.</summary>
    public async Task<DateTime> LinkedAtAsync(string name, CancellationToken cancel)
    {
        var log = Path.Combine(_folder.FullName, "data", name, "messages.log");
        while (true)
        {
            if (File.Exists(log) && File.ReadLines(log).FirstOrDefault(line => line.Contains(" -- link with ", StringComparison.Ordinal)) is { } line)
                return DateTime.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
            await Task.Delay(20, cancel).ConfigureAwait(false);
        }
    }

    public async Task AwaitKnownAtAllAsync(CancellationToken cancel)
    {
        if (double.IsInfinity(await Agreement.AwaitAsync(AgreementTimeout, cancel).ConfigureAwait(false)))
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{AgreementTimeout.TotalSeconds:0} s after the load the nodes don't agree"));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
        Agreement.Dispose();
        _folder.Delete(recursive: true);
        _certificates?.Delete(recursive: true);
    }

    private static async Task<RunningHerd> StartAsync(HerdPlan plan, IEnumerable<string> settings, Func<RunningHerd, Task> start)
    {
        var herd = new RunningHerd(plan, [.. settings]);
        try
        {
            await start(herd).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Uri StatusOf(int node) => new($"http://127.0.0.1:{_ports[(node * 3) + 2]}/status");

    private int IndexOf(string name) => _plan.Nodes.ToList().IndexOf(name);
}

using System.Globalization;
using System.Net;
using System.Text;
using Herd.Bench.Harness;

namespace Herd.Bench.Processes;

/// <summary>Nodes of <c>herd</c>, each in a process of its own, on free loopback ports, in a folder that goes with them.</summary>
internal sealed class RunningHerd : IRunningHerd
{
    private static readonly TimeSpan AgreementTimeout = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("herd-bench-");
    private readonly HerdPlan _plan;
    private readonly string[] _settings;
    private readonly int[] _ports;
    private readonly ChildProcess?[] _nodes;
    private readonly Agreement _agreement;

    private RunningHerd(HerdPlan plan, string[] settings)
    {
        _plan = plan;
        _settings = settings;
        _ports = Ports.Free(plan.Nodes.Count * 3);
        _nodes = new ChildProcess?[plan.Nodes.Count];
        _agreement = new Agreement([.. plan.Nodes.Select((_, node) => StatusOf(node))]);
        File.WriteAllText(HerdFile, Render());
    }

    public IReadOnlyList<IPEndPoint> ClientPorts => [.. _plan.Nodes.Select((_, node) => new IPEndPoint(IPAddress.Loopback, _ports[node * 3]))];

    /// <summary>Where nodes take links.</summary>
    public IReadOnlySet<int> LinkPorts => _plan.Nodes.Select((_, node) => _ports[(node * 3) + 1]).ToHashSet();

    /// <summary>The processes that run, in the order of the plan.</summary>
    public IEnumerable<ChildProcess> Processes => _nodes.OfType<ChildProcess>();

    private string HerdFile => Path.Combine(_folder.FullName, "herd.conf");

    public ChildProcess this[string name] => _nodes[IndexOf(name)] ?? throw new InvalidOperationException($"{name} doesn't run");

    /// <summary>Starts all nodes at once and waits until each is ready.</summary>
    /// <param name="plan">Nodes and links.</param>
    /// <param name="settings">PATH=VALUE.</param>
    /// <param name="cancel">Ends them again.</param>
    public static async Task<RunningHerd> StartAsync(HerdPlan plan, IEnumerable<string> settings, CancellationToken cancel)
    {
        var herd = new RunningHerd(plan, [.. settings]);
        try
        {
            await Task.WhenAll(plan.Nodes.Select(name => herd.StartAsync(name, cancel))).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts all nodes in one process (<c>herd up</c>) and waits until they are ready.</summary>
    /// <inheritdoc cref="StartAsync(HerdPlan, IEnumerable{string}, CancellationToken)"/>
    public static async Task<RunningHerd> StartInOneProcessAsync(HerdPlan plan, IEnumerable<string> settings, CancellationToken cancel)
    {
        var herd = new RunningHerd(plan, [.. settings]);
        try
        {
            herd._nodes[0] = await NodeProcess.StartAllAsync(herd.HerdFile, herd._settings, cancel).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts a node that doesn't run.</summary>
    /// <param name="name">The node's.</param>
    /// <param name="cancel">Ends it again.</param>
    /// <param name="settings">PATH=VALUE, which the others don't have.</param>
    public async Task StartAsync(string name, CancellationToken cancel, params string[] settings) =>
        _nodes[IndexOf(name)] = await NodeProcess.StartAsync(name, HerdFile, [], [.. _settings, .. settings], cancel).ConfigureAwait(false);

    /// <summary>Stops a node cleanly.</summary>
    public async Task StopAsync(string name)
    {
        await this[name].StopAsync().ConfigureAwait(false);
        _nodes[IndexOf(name)] = null;
    }

    public IPEndPoint ClientPort(string name) => ClientPorts[IndexOf(name)];

    /// <inheritdoc cref="Agreement.AwaitAsync"/>
    public Task<double> AgreementAsync(TimeSpan limit) => _agreement.AwaitAsync(limit);

    /// <summary>Where a node answers <c>GET /status</c>.</summary>
    public Uri Status(string name) => StatusOf(IndexOf(name));

    /// <summary>When a node had its first link, as its message log (which must be on) says.</summary>
    /// <returns>UTC.</returns>
    public async Task<DateTime> LinkedAtAsync(string name, CancellationToken cancel)
    {
        var log = Path.Combine(_folder.FullName, "data", name, "messages.log");
        while (true)
        {
            var line = File.Exists(log) ? await FirstLineAsync(log, " -- link with ", cancel).ConfigureAwait(false) : null;
            if (line is not null)
                return DateTime.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
            await Task.Delay(20, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>What is asked of the nodes.</summary>
    public Agreement Agreement => _agreement;

    public async Task AwaitKnownAtAllAsync(CancellationToken cancel)
    {
        if (double.IsInfinity(await _agreement.AwaitAsync(AgreementTimeout, cancel).ConfigureAwait(false)))
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{AgreementTimeout.TotalSeconds:0} s after the load the nodes don't agree"));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Select(node => node.DisposeAsync().AsTask())).ConfigureAwait(false);
        _agreement.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The first line that says this; null if there is none yet. It may be being written.</summary>
    private static async Task<string?> FirstLineAsync(string log, string text, CancellationToken cancel)
    {
        using var file = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (await file.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        return null;
    }

    private Uri StatusOf(int node) => new($"http://127.0.0.1:{_ports[(node * 3) + 2]}/status");

    private int IndexOf(string name) => _plan.Nodes.ToList().IndexOf(name);

    private string Render()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"herd {{\n  name = bench\n  data-dir = \"{_folder.FullName}/data\"\n  log.messages = off\n  nodes {{");
        foreach (var (index, name) in _plan.Nodes.Index())
            text.AppendLine(CultureInfo.InvariantCulture, $$"""    {{name}} { client-port = {{_ports[index * 3]}}, link-port = {{_ports[(index * 3) + 1]}}, http-port = {{_ports[(index * 3) + 2]}} }""");
        return text.AppendLine(CultureInfo.InvariantCulture, $"  }}\n  links = {_plan.Links}\n}}").ToString();
    }
}

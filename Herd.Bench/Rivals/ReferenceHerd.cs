using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals;

internal sealed class ReferenceHerd : IRunningHerd
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AgreementTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Not shorter: a STATS answer takes a server of 10,000 clients about ten milliseconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ReferenceHerdKind _kind;
    private readonly int[] _ports;
    private readonly ChildProcess?[] _servers = new ChildProcess?[Names.Count];

    private ReferenceHerd(ReferenceHerdKind kind, int[] ports)
    {
        _kind = kind;
        _ports = ports;
    }

    public static IReadOnlyList<string> Names => HerdPlan.Goloman.Nodes;

    public IReadOnlyList<IPEndPoint> ClientPorts => [.. _ports.Select(port => new IPEndPoint(IPAddress.Loopback, port))];

    /// <summary>Starts all five and waits until each listens. Ports are in the order of <see cref="Names"/>.</summary>
    public static async Task<ReferenceHerd> StartAsync(ReferenceHerdKind kind, int[] ports, CancellationToken cancel)
    {
        if (!InstalledProgram.Exists(kind.Program))
            throw new NotMeasuredException(InstalledProgram.Missing(kind.Program));
        var herd = new ReferenceHerd(kind, ports);
        try
        {
            await Task.WhenAll(Names.Select(name => herd.StartAsync(name, cancel))).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IPEndPoint ClientPort(string name) => ClientPorts[IndexOf(name)];

    public async Task StartAsync(string name, CancellationToken cancel)
    {
        string[] command =
            [_kind.Program, Path.Combine(AppContext.BaseDirectory, "Rivals", _kind.Script), name, "--ports", string.Join(',', _ports)];
        _servers[IndexOf(name)] = await ChildProcess.StartAsync(
            $"{name} ({_kind.Name})", command, line => line == $"{name} ready", StartTimeout, cancel).ConfigureAwait(false);
    }

    public async Task KillAsync(string name)
    {
        if (_servers[IndexOf(name)] is { } server)
            await server.DisposeAsync().ConfigureAwait(false);
        _servers[IndexOf(name)] = null;
    }

    public async Task<HerdStats> StatsAsync(string name, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(ClientPort(name), limit.Token).ConfigureAwait(false);
        await client.GetStream().WriteAsync("STATS\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return HerdStats.Parse(await reader.ReadLineAsync(limit.Token).ConfigureAwait(false)
            ?? throw new IOException($"{name} closed the connection"));
    }

    public async Task AwaitKnownAtAllAsync(CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < AgreementTimeout;)
        {
            var stats = await Task.WhenAll(Names.Select(name => StatsAsync(name, cancel))).ConfigureAwait(false);
            if (Array.TrueForAll(stats, each => each.Digest == stats[0].Digest))
                return;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }

        throw new TimeoutException($"{AgreementTimeout.TotalSeconds} s after the load the servers of {_kind.Name} don't agree");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names)
            await KillAsync(name).ConfigureAwait(false);
    }

    private static int IndexOf(string name) => Names.Index().First(node => node.Item == name).Index;
}

internal sealed record ReferenceHerdKind(string Name, string Program, string Script)
{
    public static readonly ReferenceHerdKind AsyncioReported = new("asyncio, as reported", "python3", "asyncio_herd/reported_server.py");
    public static readonly ReferenceHerdKind AsyncioStreams = new("asyncio, streams", "python3", "asyncio_herd/server.py");
    public static readonly ReferenceHerdKind AsyncioProtocols = new("asyncio, protocols", "python3", "asyncio_herd/protocol_server.py");
    public static readonly ReferenceHerdKind NodeJs = new("Node.js", "node", "node_herd/server.js");
}

/// <param name="Digest">Equal if and only if the newest locations are.</param>
internal sealed record HerdStats(long Updates, long Clients, string Digest)
{
    public static HerdStats Parse(string line) =>
        line.Split(' ') is ["STATS", var updates, var clients, var digest]
            ? new(long.Parse(updates, CultureInfo.InvariantCulture), long.Parse(clients, CultureInfo.InvariantCulture), digest)
            : throw new FormatException($"not an answer to STATS: {line}");
}

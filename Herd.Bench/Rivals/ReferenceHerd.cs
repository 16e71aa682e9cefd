using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Rivals;

/// <summary>The five servers of a reference herd, each in a process of its own.</summary>
internal sealed class ReferenceHerd : IAsyncDisposable
{
    public static readonly string[] Names = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly int[] _ports;
    private readonly ServerProcess?[] _servers = new ServerProcess?[Names.Length];
    private readonly ReferenceHerdKind _kind;

    private ReferenceHerd(ReferenceHerdKind kind, int[] ports)
    {
        _kind = kind;
        _ports = ports;
    }

    public static async Task<ReferenceHerd> StartAsync(ReferenceHerdKind kind, int[] ports)
    {
        var herd = new ReferenceHerd(kind, ports);
        try
        {
            await Task.WhenAll(Names.Select(herd.StartAsync)).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IPEndPoint Clients(string name) => new(IPAddress.Loopback, _ports[Array.IndexOf(Names, name)]);

    /// <summary>Starts a server that was stopped.</summary>
    public async Task StartAsync(string name)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Rivals", _kind.Script);
        _servers[Array.IndexOf(Names, name)] = await ServerProcess.StartAsync(
            $"{name} ready", _kind.Program, script, name, "--ports", string.Join(',', _ports)).ConfigureAwait(false);
    }

    public async Task StopAsync(string name)
    {
        var at = Array.IndexOf(Names, name);
        if (_servers[at] is { } server)
            await server.DisposeAsync().ConfigureAwait(false);
        _servers[at] = null;
    }

    public async Task<HerdStats> StatsAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(Clients(name), patience.Token).ConfigureAwait(false);
        await client.GetStream().WriteAsync("STATS\n"u8.ToArray(), patience.Token).ConfigureAwait(false);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return HerdStats.Parse(await reader.ReadLineAsync(patience.Token).ConfigureAwait(false)
            ?? throw new IOException($"{name} closed the connection"));
    }

    /// <summary>Waits until all five hold the same newest locations.</summary>
    /// <returns>Whether they do, in time.</returns>
    public async Task<bool> AgreeAsync(TimeSpan limit)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < limit;)
        {
            var stats = await Task.WhenAll(Names.Select(StatsAsync)).ConfigureAwait(false);
            if (Array.TrueForAll(stats, each => each.Digest == stats[0].Digest))
                return true;
            await Task.Delay(Pause).ConfigureAwait(false);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names)
            await StopAsync(name).ConfigureAwait(false);
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals.Redis;

/// <summary>A Redis primary with four replicas, one process each, without persistence.</summary>
internal sealed class RedisHerd : IRunningHerd
{
    public const string Program = "redis-server";

    private const int Replicas = 4;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AgreementTimeout = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("herd-bench-redis-");
    private readonly int[] _ports = FreePorts.Take(1 + Replicas);
    private readonly List<ChildProcess> _servers = [];

    /// <summary>The primary, once per server: only it takes updates.</summary>
    public IReadOnlyList<IPEndPoint> ClientPorts => [.. Enumerable.Repeat(Server(0), 1 + Replicas)];

    public static async Task<RedisHerd> StartAsync(CancellationToken cancel)
    {
        if (!InstalledProgram.Exists(Program))
            throw new NotMeasuredException($"{InstalledProgram.Missing(Program)}; on Debian: apt-get install redis-server");
        var herd = new RedisHerd();
        try
        {
            await herd.StartServersAsync(cancel).ConfigureAwait(false);
            await herd.AwaitKnownAtAllAsync(cancel).ConfigureAwait(false);
            return herd;
        }
        catch
        {
            await herd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>0 is the primary, 1 to 4 are replicas.</summary>
    public IPEndPoint Server(int index) => new(IPAddress.Loopback, _ports[index]);

    public async Task AwaitKnownAtAllAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AgreementTimeout);
        try
        {
            using var primary = await RedisClient.ConnectAsync(Server(0), limit.Token).ConfigureAwait(false);
            // WAIT concerns the connection's last write. Replicas apply writes in order, so this one covers all before it.
            await primary.AskAsync("INCR waited", limit.Token).ConfigureAwait(false);
            while (await primary.AskAsync($"WAIT {Replicas} 1000", limit.Token).ConfigureAwait(false) < Replicas)
            {
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"{AgreementTimeout.TotalSeconds:0} s after the load Redis' replicas don't have all"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }

    private async Task StartServersAsync(CancellationToken cancel)
    {
        for (var server = 0; server <= Replicas; server++)
        {
            var folder = _folder.CreateSubdirectory(server.ToString(CultureInfo.InvariantCulture)).FullName;
            string[] follows = server == 0 ? [] : ["--replicaof", "127.0.0.1", Port(0)];
            _servers.Add(await ChildProcess.StartAsync(
                $"Redis {server}",
                [
                    Program, "--bind", "127.0.0.1", "--port", Port(server), "--dir", folder, "--save", "", "--appendonly", "no",
                    // Replicate at once, and never drop and resync a replica that lags.
                    "--repl-diskless-sync-delay", "0", "--client-output-buffer-limit", "replica", "0", "0", "0", .. follows,
                ],
                line => line.Contains("Ready to accept connections", StringComparison.Ordinal),
                StartTimeout,
                cancel).ConfigureAwait(false));
        }
    }

    private string Port(int server) => _ports[server].ToString(CultureInfo.InvariantCulture);
}

internal sealed class RedisClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _answers;

    private RedisClient(TcpClient client)
    {
        _client = client;
        _answers = new StreamReader(client.GetStream(), Encoding.ASCII);
    }

    public static async Task<RedisClient> ConnectAsync(IPEndPoint server, CancellationToken cancel)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(server, cancel).ConfigureAwait(false);
            return new RedisClient(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<long> AskAsync(string command, CancellationToken cancel)
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancel).ConfigureAwait(false);
        var answer = await _answers.ReadLineAsync(cancel).ConfigureAwait(false);
        return answer is [':', .. var number] && long.TryParse(number, out var value)
            ? value
            : throw new IOException($"Redis answered {command} with {answer ?? "the end of the connection"}");
    }

    public void Dispose()
    {
        _answers.Dispose();
        _client.Dispose();
    }
}

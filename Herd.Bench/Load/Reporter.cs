using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>
/// Clients that move: sends their IAMATs to one node in batches, reads the answers, and remembers what was acknowledged.
/// When the node is gone it tries again until it is back.
/// </summary>
internal sealed class Reporter(string host, int port, string prefix, int clients, int batch)
{
    private readonly Dictionary<string, long> _acknowledged = [];
    private long _time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private int _next;

    /// <summary>Updates that were answered.</summary>
    public long Count { get; private set; }

    /// <summary>The newest acknowledged time of each client, milliseconds. Read only when not running.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => _acknowledged;

    /// <param name="stop">When to stop; what was sent by then is still read.</param>
    /// <param name="pause">Between batches; zero: as fast as it goes.</param>
    public async Task RunAsync(CancellationToken stop, TimeSpan pause)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await LineClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(host), port), stop).WaitAsync(TimeSpan.FromSeconds(1), stop).ConfigureAwait(false);
                while (!stop.IsCancellationRequested)
                {
                    await SendBatchAsync(client).ConfigureAwait(false);
                    if (pause > TimeSpan.Zero)
                        await Task.Delay(pause, stop).ConfigureAwait(false);
                }
            }
            catch (Exception fault) when (fault is SocketException or IOException or TimeoutException or OperationCanceledException)
            {
                await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task SendBatchAsync(LineClient node)
    {
        var text = new StringBuilder();
        var sent = new List<(string Client, long Time)>(batch);
        for (var count = 0; count < batch; count++)
        {
            var client = $"{prefix}-{_next++ % clients}";
            var time = ++_time;
            sent.Add((client, time));
            text.Append(CultureInfo.InvariantCulture, $"IAMAT {client} +34.068930-118.445127 {time / 1000}.{time % 1000:D3}\n");
        }

        await node.SendAsync(text.ToString()).ConfigureAwait(false);
        foreach (var (client, time) in sent)
        {
            var answer = await node.ReadLineAsync().ConfigureAwait(false);
            if (!answer.StartsWith("AT ", StringComparison.Ordinal) || !answer.Contains($" {client} ", StringComparison.Ordinal))
                throw new InvalidOperationException($"wrong answer to an IAMAT of {client}: {answer}");
            _acknowledged[client] = time;
            Count++;
        }
    }
}

/// <summary>Asks a node for clients and says which it knows less of than was acknowledged.</summary>
internal static class Checker
{
    private const int Batch = 200;

    /// <summary>The clients that the node doesn't know, or knows an older location of.</summary>
    /// <param name="host">The node's address.</param>
    /// <param name="acknowledged">Newest acknowledged times, milliseconds.</param>
    public static async Task<List<string>> MissingAsync(
        string host, int port, IReadOnlyCollection<KeyValuePair<string, long>> acknowledged)
    {
        using var client = await LineClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(host), port), CancellationToken.None).ConfigureAwait(false);
        var missing = new List<string>();
        foreach (var part in acknowledged.Chunk(Batch))
        {
            await client.SendAsync(string.Concat(part.Select(entry => $"WHATSAT {entry.Key} 0 0\n"))).ConfigureAwait(false);
            foreach (var (name, time) in part)
            {
                if (await ReadTimeAsync(client, name).ConfigureAwait(false) < time)
                    missing.Add(name);
            }
        }

        return missing;
    }

    private static async Task<long> ReadTimeAsync(LineClient client, string name)
    {
        var first = await client.ReadLineAsync().ConfigureAwait(false);
        if (first.StartsWith("? ", StringComparison.Ordinal))
            return -1;
        await client.ReadPlacesAsync().ConfigureAwait(false);
        var fields = first.Split(' ');
        if (fields.Length != 6 || fields[3] != name)
            throw new InvalidOperationException($"wrong answer to a WHATSAT for {name}: {first}");
        return (long)Math.Round(decimal.Parse(fields[5], CultureInfo.InvariantCulture) * 1000);
    }
}

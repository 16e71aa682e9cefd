using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>Reports moving clients to one node in batches, remembers what was acknowledged, and reconnects to a lost node.</summary>
internal sealed class Reporter(string host, int port, string prefix, int clients, int batch)
{
    private readonly Dictionary<string, long> _acknowledged = [];
    private long _time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private int _next;

    public long Count { get; private set; }

    /// <summary>The newest acknowledged time of each client, in milliseconds. Read it only while nothing runs.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => _acknowledged;

    /// <summary>Runs until stopped, then still reads outstanding answers. A pause of zero means full speed.</summary>
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

internal static class Checker
{
    private const int Batch = 200;

    /// <summary>The clients that the node doesn't know, or knows an older location of. Times are in milliseconds.</summary>
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

using System.Globalization;
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
                using var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(host, port, stop).AsTask().WaitAsync(TimeSpan.FromSeconds(1), stop).ConfigureAwait(false);
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                while (!stop.IsCancellationRequested)
                {
                    await SendBatchAsync(client.GetStream(), reader).ConfigureAwait(false);
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

    private async Task SendBatchAsync(NetworkStream stream, StreamReader reader)
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

        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString())).ConfigureAwait(false);
        foreach (var (client, time) in sent)
        {
            var answer = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false)
                ?? throw new IOException("the node closed the connection");
            if (!answer.StartsWith("AT ", StringComparison.Ordinal) || !answer.Contains($" {client} ", StringComparison.Ordinal))
                throw new InvalidOperationException($"wrong answer to an IAMAT of {client}: {answer}");
            _acknowledged[client] = time;
            Count++;
        }
    }
}

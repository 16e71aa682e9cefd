using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Load;

/// <summary>
/// Connections that each send a command when the last one is answered: how long an answer takes. With asynchronous calls:
/// beside a bare echo they were no slower than a blocking thread for each of 1, 50 or 1,000 connections, and leave more of the
/// machine to the node.
/// </summary>
/// <param name="node">Where to connect.</param>
/// <param name="connections">How many, a client each.</param>
internal sealed class RoundTrips(IPEndPoint node, int connections)
{
    private const int MaxAnswerBytes = 512;

    /// <param name="warmUp">Round trips that don't count.</param>
    /// <param name="duration">Those that do.</param>
    /// <param name="cancel">Ends the load.</param>
    /// <returns>Round trips per second, and how long they took.</returns>
    public async Task<(double PerSecond, LatencyHistogram Latency)> MeasureAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var connection = 0; connection < connections; connection++)
            {
                sockets.Add(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
                await sockets[^1].ConnectAsync(node, cancel).ConfigureAwait(false);
            }

            var start = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
            var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            var runs = sockets.Select((socket, number) => Task.Run(() => RunAsync(socket, number, start, end, cancel), CancellationToken.None)).ToList();
            var latency = new LatencyHistogram();
            foreach (var histogram in await Task.WhenAll(runs).ConfigureAwait(false))
                latency.Add(histogram);
            cancel.ThrowIfCancellationRequested();
            return (latency.Count / duration.TotalSeconds, latency);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<LatencyHistogram> RunAsync(Socket socket, int number, long start, long end, CancellationToken cancel)
    {
        var (clock, block, latency) = (new ClientClock(), new IamatBlock("asker-", number, 1), new LatencyHistogram());
        var answer = new byte[MaxAnswerBytes];
        while (!cancel.IsCancellationRequested)
        {
            var line = block.At(clock.Next()).Bytes;
            var sent = Stopwatch.GetTimestamp();
            if (sent >= end)
                break;
            await socket.SendAsync(line, CancellationToken.None).ConfigureAwait(false);
            var read = 0;
            do
            {
                var more = await socket.ReceiveAsync(answer.AsMemory(read), cancel).ConfigureAwait(false);
                if (more == 0)
                    throw new IOException("the node closed the connection");
                read += more;
            }
            while (answer[read - 1] != (byte)'\n');
            if (sent >= start)
                latency.RecordSince(sent);
        }

        return latency;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HdrHistogram;

namespace Herd.Bench.Load;

/// <summary>Each connection sends when the last command is answered. Beside a bare echo as fast as a thread each, with less CPU.</summary>
internal sealed class RoundTrips(IPEndPoint node, int connections)
{
    private const int MaxAnswerBytes = 512;

    public async Task<(double PerSecond, HistogramBase Latency)> MeasureAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var connection = 0; connection < connections; connection++)
            {
                sockets.Add(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
                await sockets[^1].ConnectAsync(node, cancel).ConfigureAwait(false);
            }

            return await Latency.MeasureAsync(
                sockets.Select((socket, number) => (Func<long, long, Task<IntHistogram>>)((start, end) => RunAsync(socket, number, start, end, cancel))),
                warmUp,
                duration,
                cancel).ConfigureAwait(false);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<IntHistogram> RunAsync(Socket socket, int number, long start, long end, CancellationToken cancel)
    {
        var (block, latency) = (new IamatBlock("asker-", number, 1), Latency.NewHistogram());
        var answer = new byte[MaxAnswerBytes];
        while (!cancel.IsCancellationRequested)
        {
            var line = block.Next().Bytes;
            var sent = Stopwatch.GetTimestamp();
            if (sent >= end && latency.TotalCount > 0)
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

/// <summary>Connects, reports once, half-closes, reads to the end, and starts again. A loopback address each, so that ports last.</summary>
internal sealed class ShortConnections(IPEndPoint node, int parallel)
{
    public Task<(double PerSecond, HistogramBase Latency)> MeasureAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancel) =>
        Latency.MeasureAsync(
            Enumerable.Range(0, parallel).Select(number => (Func<long, long, Task<IntHistogram>>)((start, end) => RunAsync(number, start, end, cancel))),
            warmUp,
            duration,
            cancel);

    private async Task<IntHistogram> RunAsync(int number, long start, long end, CancellationToken cancel)
    {
        var (block, latency) = (new IamatBlock("caller-", number, 1), Latency.NewHistogram());
        var source = new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + (number % 250))]), 0);
        var answer = new byte[1024];
        while (!cancel.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            if (began >= end && latency.TotalCount > 0)
                break;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(source);
            await socket.ConnectAsync(node, cancel).ConfigureAwait(false);
            await socket.SendAsync(block.Next().Bytes, cancel).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            var read = 0;
            while (await socket.ReceiveAsync(answer.AsMemory(read), cancel).ConfigureAwait(false) is > 0 and var more)
                read += more;
            if (read == 0 || answer[read - 1] != (byte)'\n')
                throw new IOException("the node closed the connection without an answer");
            if (began >= start)
                latency.RecordSince(began);
        }

        return latency;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HdrHistogram;

namespace Herd.Bench.Load;

/// <summary>
/// Connections that each send a command when the last one is answered. Asynchronous: beside a bare echo that was no slower than a
/// blocking thread for each of 1, 50 or 1,000 connections, and leaves more CPU to the node.
/// </summary>
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

/// <summary>
/// Clients that connect, report once, close their sending side, read until the node closes, and start again. Each has a
/// loopback address of its own, so that ports last.
/// </summary>
internal sealed class ShortConnections(IPEndPoint node, int parallel)
{
    /// <returns>Connections per second, and their durations from connecting to the end of the answer.</returns>
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
